import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { mailboxXmlLimits } from "../../../src/codec/hl7v3/mailbox-root.js";
import {
  buildUploadAcknowledgement,
  type UploadAcknowledgement,
} from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import { createCouncilWorld, type CouncilProcess, type CouncilWorld } from "./council-process.js";

let world: CouncilWorld;
let process: CouncilProcess;

/** One child that the register takes and one that it does not find: its own answer is CPF03, one of two. */
beforeEach(async () => {
  world = await createCouncilWorld();
  process = world.open();
  await world.save(process, "matches");
  await world.save(process, "not-found");
});

afterEach(() => world.close());

type Change = (answer: UploadAcknowledgement) => UploadAcknowledgement;

const named =
  (code: string): Change =>
  (answer) => ({
    ...answer,
    fileCodes: [{ code, displayName: "As it came" }],
  });
const both =
  (...changes: readonly Change[]): Change =>
  (answer) =>
    changes.reduce((changed, change) => change(changed), answer);
const counted =
  (processed: number, succeeded: number, failed: number): Change =>
  (answer) => ({ ...answer, processed, succeeded, failed });

/** Lets the register answer, changes what it says on its way, and has that understood. */
async function answerWith(change: Change): Promise<void> {
  const { messages } = world.simulator.mesh;
  await process.round(() => {
    const messageId = world.simulator.council.sent.at(-1)?.meshMessageId ?? "";
    const message = messages.find(messageId);
    const [bytes] = message?.chunks ?? [];
    if (message === undefined || bytes === undefined) throw new Error("The register has not answered.");
    const parsed = parseMailboxMessage(readXml(bytes, mailboxXmlLimits));
    if (parsed?.kind !== "upload-acknowledgement") throw new Error("This is no answer.");
    Object.assign(message.chunks, [Buffer.from(buildUploadAcknowledgement(change(parsed)))]);
  });
}

const kindOf = async (localId: string) => (await process.pictures.current()).caseOf(localId)?.visibility.kind;

describe("an answer whose counts, codes or number do not add up", () => {
  test.each<[string, Change, string, string]>([
    ["CPF02 although one failed", named("CPF02"), "count-differs", "upload-held"],
    ["CPF03 that counts one too few", counted(1, 1, 0), "count-differs", "upload-held"],
    ["CPF03 that counts one too many", counted(3, 2, 1), "count-differs", "upload-held"],
    ["CPF03 whose parts are more than the whole", counted(2, 2, 1), "count-differs", "upload-held"],
    ["CPF03 that could not count", counted(-1, 0, 0), "count-differs", "upload-held"],
    ["CPF04 although one was loaded", named("CPF04"), "count-differs", "upload-held"],
    ["CPF04 that counts one too few", both(named("CPF04"), counted(1, 0, 1)), "count-differs", "upload-held"],
    ["an unknown file code", named("CPF99"), "unknown-file-code", "upload-held"],
    [
      "two file codes",
      (answer) => ({ ...answer, fileCodes: [...answer.fileCodes, { code: "CPF02", displayName: "All" }] }),
      "file-codes-disagree",
      "upload-held",
    ],
    ["sequence -1", (answer) => ({ ...answer, sequenceNumber: -1 }), "sequence-unreadable", "upload-held"],
  ])(
    "%s holds the file, alarms, and shows nobody as visible (H-20)",
    async (_what, change, reason, alarm) => {
      await answerWith(change);
      expect((await process.service.list()).uploads[0]).toMatchObject({ state: "held", reason });
      expect(process.telemetry.raised).toContain(alarm);
      expect(await kindOf("matches")).toBe("not-visible");
      expect(await kindOf("not-found")).toBe("not-visible");
    },
  );

  test("an unknown code for one child holds that child and alarms, and the other is as answered (H-20)", async () => {
    await answerWith((answer) => ({
      ...answer,
      recordDetails: answer.recordDetails.map((detail) =>
        detail.code.code === "CPR06" ? { ...detail, code: { code: "CPR99", translations: [] } } : detail,
      ),
    }));
    expect(process.telemetry.raised).toContain("upload-held");
    expect(await kindOf("matches")).toBe("not-visible");
    expect(await kindOf("not-found")).toBe("not-visible");
  });

  test("a number we never sent stops every file, alarms, and shows nobody as visible (H-20)", async () => {
    await answerWith((answer) => ({ ...answer, sequenceNumber: 4_711 }));
    const list = await process.service.list();
    expect(list.stopped?.because).toBe("another-system");
    expect(list.uploads[0]?.state).toBe("sent");
    expect(process.telemetry.raised).toContain("another-system-uploads");
    expect(await kindOf("matches")).toBe("waiting");
  });

  test.each<[string, string, string]>([
    ["CPF01", "file-refused", "file-refused"],
    ["CPF06", "blocked", "version-not-supported"],
  ])("%s is a named state with an alarm, and nobody is visible (H-20, H-21)", async (code, state, reason) => {
    await answerWith(both(named(code), counted(2, 0, 0)));
    expect((await process.service.list()).uploads[0]).toMatchObject({ state, fileCode: code });
    expect(process.telemetry.raised).toContain("upload-refused");
    const seen = (await process.pictures.current()).caseOf("matches")?.visibility;
    expect(seen).toMatchObject({ kind: "not-visible", reason, code });
  });

  test("as the register gives it, untouched, it marks the good one and tells of the other", async () => {
    await answerWith((answer) => answer);
    expect((await process.service.list()).uploads[0]).toMatchObject({ state: "answered", fileCode: "CPF03" });
    expect(await kindOf("matches")).toBe("visible");
    expect(await kindOf("not-found")).toBe("not-visible");
  });
});
