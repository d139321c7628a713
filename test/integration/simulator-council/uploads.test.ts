import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toUploadAnswer } from "../../../src/codec/to-upload-answer.js";
import { buildMailboxMessage, type MailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import type { UploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { replacementNumber, syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { northshireCouncil, weirdaleCouncil } from "../../../src/testing/synthetic-people.js";
import {
  openCouncil,
  planDate,
  protectionPlan,
  recordOf,
  uploadOf,
  wallClock,
  type Council,
} from "./support.js";

let simulator: Simulator;
let council: Council;

beforeEach(async () => {
  simulator = await createSimulator({ council: { notificationIntervalMs: 5 } });
  await simulator.start();
  council = openCouncil(simulator);
});

afterEach(async () => {
  await council.close();
  await simulator.stop();
});

const numberOf = (story: Parameters<typeof syntheticCouncilPerson>[0]): string =>
  syntheticCouncilPerson(story, Date.now()).nhsNumber;

function acknowledgement(
  messages: readonly (MailboxMessage | undefined)[],
): UploadAcknowledgement | undefined {
  const found = messages.filter((message) => message?.kind === "upload-acknowledgement");
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

const codesOf = (answer: UploadAcknowledgement | undefined): readonly string[] =>
  answer?.recordDetails.map(({ code }) => code.code) ?? [];

describe("what PDS says decides each record", () => {
  it("every outcome has its code, in the order of the file, and each detail points to its own record (H-20, H-22)", async () => {
    const stories = [
      "matches",
      "not-found",
      "sensitive",
      "name-differs",
      "old-style-number",
      "number-replaced",
    ] as const;
    await council.upload(
      42,
      stories.map((story) => recordOf(story)),
    );
    const answer = acknowledgement(await council.collect());
    expect(answer).toMatchObject({
      sequenceNumber: 42,
      processed: 6,
      succeeded: 1,
      failed: 5,
      fileCodes: [{ code: "CPF03" }],
      receiver: { odsCode: "ZZL01" },
    });
    expect(codesOf(answer)).toEqual(["CPR06", "CPR01", "CPR02", "CPR03", "CPR04", "CPR05"]);
    expect(answer?.recordDetails[5]?.code.translations).toMatchObject([{ code: replacementNumber }]);
    const records = answer === undefined ? [] : toUploadAnswer(answer).records;
    expect(records.map(({ about }) => about?.nhsNumber)).toEqual(stories.map(numberOf));
    const held = stories.filter((story) => simulator.register.find(numberOf(story)) !== undefined);
    expect(held).toEqual(["matches"]);
  });

  it("a file that is loaded whole is CPF02, one of which nothing is loaded CPF04", async () => {
    await council.upload(1, [recordOf("matches")]);
    expect(acknowledgement(await council.collect())?.fileCodes).toMatchObject([{ code: "CPF02" }]);
    await council.upload(2, [recordOf("not-found")]);
    expect(acknowledgement(await council.collect())?.fileCodes).toMatchObject([{ code: "CPF04" }]);
  });

  it("any registered given name matches, capitals and apostrophes do not matter, another date of birth does", async () => {
    const { nhsNumber, birthDate } = syntheticCouncilPerson("matches", Date.now());
    simulator.council.pds.put({
      nhsNumber,
      birthDate,
      givenNames: ["Tamsin", "Róisín"],
      familyName: "O'Hara",
    });
    const sent = (givenName: string, change = {}) =>
      recordOf("matches", [protectionPlan], { givenName, familyName: "O’HARA", ...change });
    await council.upload(1, [
      sent("Róisín"),
      sent("tamsin"),
      sent("Tamsin Róisín"),
      sent("Tam"),
      sent("Tamsin", { birthTime: "20170309" }),
    ]);
    expect(codesOf(acknowledgement(await council.collect()))).toEqual([
      "CPR06",
      "CPR06",
      "CPR06",
      "CPR03",
      "CPR03",
    ]);
  });
});

describe("a file as a whole", () => {
  const xml = (): string => buildMailboxMessage(uploadOf(7, [recordOf("matches")]));

  it.each([
    ["is cut off", (file: string) => file.slice(0, 300), -1, -1],
    ["is no XML", () => "PK\u0003\u0004", -1, -1],
    ["has a DOCTYPE", (file: string) => file.replace("?>", "?><!DOCTYPE File>"), -1, -1],
    ["has no sequence number", (file: string) => file.replace('<id extension="7"/>', ""), -1, 1],
    ["counts wrongly", (file: string) => file.replace('Quantity value="1"', 'Quantity value="2"'), 7, 1],
    ["has an unknown plan", (file: string) => file.replaceAll("TP146101", "TP146199"), 7, 1],
  ])("one that %s is CPF01 and changes nothing", async (_name, spoil, sequenceNumber, processed) => {
    await council.send(Buffer.from(spoil(xml())));
    expect(acknowledgement(await council.collect())).toMatchObject({
      sequenceNumber,
      processed,
      fileCodes: [{ code: "CPF01" }],
      recordDetails: [],
    });
    expect(simulator.register.find(numberOf("matches"))).toBeUndefined();
    // Nothing was looked at, so the number is still free.
    await council.send(Buffer.from(xml()));
    expect(acknowledgement(await council.collect())?.fileCodes).toMatchObject([{ code: "CPF02" }]);
  });

  it.each([
    ["no emergency duty number", 'use="EC"', 'use="WP"', "MISSING_MANDATORY_TELECOM_TYPE EC"],
    ["two emergency duty numbers", 'use="WP"', 'use="EC"', "DUPLICATE_TELECOM_TYPE EC"],
    ["no birth date", /birthTime value="\d+"/, 'birthTime value=""', "MISSING_MANDATORY_FIELD Birth Date"],
    ["no NHS number", 'extension="9996001008"', 'extension=""', "MISSING_MANDATORY_FIELD NHS Number"],
    ["another council's name", 'extension="ZZL01"', 'extension="ZZL02"', "ORGANISATION_NOT_OF_THIS_MAILBOX"],
  ])("one with %s is refused record by record, by name", async (_name, from, to, reason) => {
    await council.send(Buffer.from(xml().replace(from, to)));
    const sent = simulator.council.sent.at(-1)?.meshMessageId ?? "";
    const file = Buffer.from(simulator.mesh.messages.find(sent)?.chunks[0] ?? []).toString();
    expect(file).toContain('code="CPF04"');
    expect(file).toContain(`displayName="${reason}"`);
    expect(simulator.register.find(numberOf("matches"))).toBeUndefined();
  });

  it("one that is labelled gzip and is none is CPF01, and the mailbox reads on", async () => {
    const [ours] = simulator.mesh.mailboxes;
    simulator.mesh.messages.deliver({
      to: simulator.mesh.cpisMailboxId,
      from: ours?.mailboxId ?? "",
      workflowId: "CPIS_UPLOAD",
      chunks: [Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
      contentEncoding: "gzip",
    });
    await council.send(Buffer.from(xml()));
    expect(simulator.council.uploads.map(({ fileCode }) => fileCode)).toEqual(["CPF01", "CPF02"]);
  });

  it("one in compressed pieces is put together, and 3,000 records are answered one by one", async () => {
    await council.close();
    council = openCouncil(simulator, northshireCouncil, {
      compress: true,
      chunking: { thresholdBytes: 200_000, chunkBytes: 150_000 },
    });
    await council.upload(
      1,
      Array.from({ length: 3_000 }, (_, index) => recordOf(index % 3 === 0 ? "not-found" : "matches")),
    );
    const answer = acknowledgement(await council.collect());
    expect(answer).toMatchObject({ processed: 3_000, succeeded: 2_000, failed: 1_000 });
    expect(answer?.recordDetails).toHaveLength(3_000);
  });

  it("a number that is not ten digits is old-style (CPR04), echoed as it came", async () => {
    await council.send(Buffer.from(xml().replace('"9996001008"', '"ABCD123"')));
    const sent = simulator.council.sent.at(-1)?.meshMessageId ?? "";
    const file = Buffer.from(simulator.mesh.messages.find(sent)?.chunks[0] ?? []).toString();
    expect(file).toContain('code="CPR04"');
    expect(file).toContain('extension="ABCD123"');
  });

  it("gaps and steps back are taken and logged; a number that was answered is never answered twice", async () => {
    for (const number of [5, 6, 9, 7, 6]) await council.upload(number, [recordOf("matches")]);
    expect(
      simulator.council.uploads.map(({ sequenceNumber, sequence }) => [sequenceNumber, sequence]),
    ).toEqual([
      [5, "first"],
      [6, "next"],
      [9, "gap"],
      [7, "backwards"],
      [6, "repeated"],
    ]);
    const answers = (await council.collect()).map((message) =>
      message?.kind === "upload-acknowledgement" ? message.sequenceNumber : undefined,
    );
    expect(answers).toEqual([5, 6, 9, 7]);
  });
});

describe("the register after an upload", () => {
  it("plans of two councils stand beside each other, and neither touches the other's (H-10)", async () => {
    const other = openCouncil(simulator, weirdaleCouncil);
    await council.upload(1, [recordOf("matches")]);
    await other.upload(1, [recordOf("matches", [{ kind: "looked-after-child", startDate: planDate(-110) }])]);
    await other.upload(2, [
      recordOf("matches", [
        { kind: "looked-after-child", startDate: planDate(-110), endDate: planDate(-50) },
      ]),
    ]);
    await other.close();
    const entry = simulator.register.find(numberOf("matches"));
    expect(entry?.child.plans).toEqual([
      { kind: "child-protection-plan", authority: "ZZL01", startDate: wallClock(-80) },
      {
        kind: "looked-after-child",
        authority: "ZZL02",
        startDate: wallClock(-110),
        endDate: wallClock(-50),
      },
    ]);
    expect(entry?.sources.map(({ authority, sequenceNumber }) => [authority, sequenceNumber])).toEqual([
      ["ZZL01", 1],
      ["ZZL02", 2],
    ]);
  });

  it("an ended plan stays in sight, a deleted one is gone, and deleting it again is harmless", async () => {
    await council.upload(1, [recordOf("matches", [{ ...protectionPlan, endDate: planDate(-50) }])]);
    expect(simulator.register.find(numberOf("matches"))?.child.plans).toMatchObject([
      { endDate: wallClock(-50) },
    ]);
    const deletion = recordOf("matches", [{ ...protectionPlan, deleteDate: planDate(-20) }]);
    await council.upload(2, [deletion]);
    expect(simulator.register.find(numberOf("matches"))).toBeUndefined();
    await council.upload(3, [deletion]);
    const answers = (await council.collect()).map((message) =>
      message?.kind === "upload-acknowledgement" ? message.fileCodes[0]?.code : undefined,
    );
    expect(answers).toEqual(["CPF02", "CPF02", "CPF02"]);
  });

  it("deleting a plan that starts on another day, one that ended over a year ago, and an adult are refused", async () => {
    await council.upload(1, [recordOf("matches")]);
    await council.collect();
    await council.upload(2, [
      recordOf("matches", [{ ...protectionPlan, startDate: planDate(-79), deleteDate: planDate(-20) }]),
      recordOf("number-will-close", [
        { ...protectionPlan, startDate: planDate(-900), endDate: planDate(-400) },
      ]),
      recordOf("expectant-mother"),
    ]);
    const answer = acknowledgement(await council.collect());
    expect(codesOf(answer)).toEqual(["CPR07", "CPR07", "CPR07"]);
    expect(answer?.recordDetails.map(({ code }) => code.translations[0]?.code)).toEqual([
      "DELETE_NAMES_ANOTHER_START",
      "ENDED_MORE_THAN_365_DAYS_AGO",
      "ADULT",
    ]);
  });

  it("an unborn child's plan stands under the mother, an adult, and only with a mother as its subject", async () => {
    const plan = {
      kind: "unborn-child-protection-plan",
      startDate: planDate(-50),
      endDate: planDate(100),
    } as const;
    await council.upload(1, [
      recordOf("expectant-mother", [plan], { kind: "mother" }),
      recordOf("matches", [plan]),
    ]);
    expect(codesOf(acknowledgement(await council.collect()))).toEqual(["CPR06", "CPR07"]);
    expect(simulator.register.find(numberOf("expectant-mother"))?.child.plans).toMatchObject([
      { kind: "unborn-child-protection-plan" },
    ]);
  });

  it("the council's telephones become those of its latest file", async () => {
    const moved = { ...northshireCouncil, emergencyDutyTelephone: "01632960177" };
    await council.send(Buffer.from(buildMailboxMessage(uploadOf(1, [recordOf("matches")], moved))));
    const [authority] = simulator.register.find(numberOf("matches"))?.authorities ?? [];
    expect(authority?.emergencyDutyTelephone).toBe("01632960177");
  });
});
