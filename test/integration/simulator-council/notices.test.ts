import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toInactiveNumbers, toRecordOpenings } from "../../../src/codec/to-notices.js";
import { toUploadAnswer } from "../../../src/codec/to-upload-answer.js";
import { decideAnswerOwner, decideUploadOutcome } from "../../../src/domain/upload-outcome.js";
import type { CouncilFault } from "../../../src/simulator/council/council-faults.js";
import {
  successorNumber,
  syntheticCouncilPerson,
  type CouncilStory,
} from "../../../src/testing/synthetic-council-people.js";
import { northgateHospital } from "../../../src/testing/synthetic-people.js";
import { neverAborted, newId, startPair, type SpinePair } from "../spine/support.js";
import { openCouncil, planDate, recordOf, type Council } from "./support.js";

let pair: SpinePair;
let council: Council;

beforeEach(async () => {
  pair = await startPair({ council: { notificationIntervalMs: 5 } });
  council = openCouncil(pair.simulator);
});

afterEach(async () => {
  await council.close();
  await pair.stop();
});

const numberOf = (story: CouncilStory): string => syntheticCouncilPerson(story, Date.now()).nhsNumber;

/** A query over the real transport, as from an emergency department. */
async function open(story: CouncilStory): Promise<void> {
  await pair.transport.send(pair.query(numberOf(story)), neverAborted);
  await pair.simulator.settled();
  await pair.simulator.council.settled();
}

async function collectOpenings() {
  const messages = await council.collect();
  return {
    messages,
    openings: messages.flatMap((message) =>
      message?.kind === "access-notification" ? toRecordOpenings(message) : [],
    ),
  };
}

describe("a notification that is not as it should be", () => {
  const withFault = async (fault: CouncilFault) => {
    await council.upload(1, [recordOf("matches")]);
    await council.collect();
    pair.simulator.council.faults.forNext(fault);
    await open("matches");
    return collectOpenings();
  };

  it("may come as two messages with one id", async () => {
    const { messages, openings } = await withFault({ name: "duplicate-notification" });
    expect(messages).toHaveLength(2);
    expect(new Set(messages.map((each) => (each?.kind === "access-notification" ? each.id : ""))).size).toBe(
      1,
    );
    expect(new Set(openings.map(({ queryId }) => queryId)).size).toBe(1);
  });

  it("may name two children, a local id nobody has, or an unknown person", async () => {
    const two = await withFault({ name: "two-children" });
    expect(two.openings[0]?.nhsNumbers).toHaveLength(2);
    pair.simulator.council.faults.forNext({ name: "no-child" });
    await open("matches");
    expect((await collectOpenings()).openings).toMatchObject([{ nhsNumbers: [], localIds: ["NOBODY"] }]);
    pair.simulator.council.faults.forNext({ name: "unknown-person" });
    await open("matches");
    const [unknown] = (await collectOpenings()).openings;
    expect(unknown?.nhsNumbers).not.toContain(numberOf("matches"));
  });

  it("may be dated tomorrow, or be for another council", async () => {
    const { openings } = await withFault({ name: "future-time" });
    expect(Date.parse(openings[0]?.at ?? "")).toBeGreaterThan(Date.now() + 3_600_000);
    pair.simulator.council.faults.forNext({ name: "wrong-recipient" });
    await open("matches");
    expect((await collectOpenings()).messages).toMatchObject([{ recipient: { odsCode: "ZZL99" } }]);
  });

  it("may be unreadable, and the next one comes whole", async () => {
    expect((await withFault({ name: "unreadable-notification" })).messages).toEqual([undefined]);
    await open("matches");
    expect((await collectOpenings()).openings).toHaveLength(1);
  });

  it("a device that asks is told as a system with its nominated person", async () => {
    await council.upload(1, [recordOf("matches")]);
    await council.collect();
    const author = {
      kind: "device",
      asid: "999900000001",
      nominated: [],
      organisation: northgateHospital,
    } as const;
    await pair.transport.send(pair.query(numberOf("matches"), { author, queryId: newId() }), neverAborted);
    await pair.simulator.settled();
    await pair.simulator.council.settled();
    expect((await collectOpenings()).openings).toMatchObject([{ by: { kind: "system" } }]);
  });
});

describe("an answer that is not as it should be", () => {
  const sent = {
    sequenceNumber: 5,
    subjects: [
      { nhsNumber: numberOf("matches"), localIds: ["NS-matches"] },
      { nhsNumber: numberOf("number-will-close"), localIds: ["NS-number-will-close"] },
    ],
  };
  const upload = (): Promise<void> => council.upload(5, [recordOf("matches"), recordOf("number-will-close")]);
  const answers = async () =>
    (await council.collect()).flatMap((message) =>
      message?.kind === "upload-acknowledgement" ? [toUploadAnswer(message)] : [],
    );

  it.each([
    ["wrong-count", { kind: "held", reason: "count-differs" }],
    ["unknown-file-code", { kind: "held", reason: "unknown-file-code" }],
    ["sequence-unreadable", { kind: "held", reason: "sequence-unreadable" }],
    ["file-error", { kind: "file-refused" }],
    ["pds-unavailable", { kind: "resubmit" }],
    ["version-unsupported", { kind: "blocked" }],
  ] as const)("%s: no child is taken for visible (H-20)", async (name, state) => {
    pair.simulator.council.faults.forNext({ name });
    await upload();
    const [answer] = await answers();
    if (answer === undefined) throw new Error("No answer came.");
    const outcome = decideUploadOutcome(sent, answer, "2026-11-21T10:00:00.000Z");
    expect(outcome.state).toEqual(state);
    expect([...outcome.subjects.values()].map(({ kind }) => kind)).not.toContain("accepted");
  });

  it.each([
    ["unknown-record-code", ["held", "accepted"]],
    ["partial", ["refused", "accepted"]],
  ] as const)("%s: the one child it is about is not taken for visible (H-20)", async (name, kinds) => {
    pair.simulator.council.faults.forNext({ name });
    await upload();
    const [answer] = await answers();
    if (answer === undefined) throw new Error("No answer came.");
    const outcome = decideUploadOutcome(sent, answer, "2026-11-21T10:00:00.000Z");
    expect([...outcome.subjects.values()].map(({ kind }) => kind)).toEqual(kinds);
  });

  it("unpaired-detail: the child whose detail points nowhere is not taken for visible (H-20)", async () => {
    pair.simulator.council.faults.forNext({ name: "unpaired-detail" });
    await upload();
    const [answer] = await answers();
    if (answer === undefined) throw new Error("No answer came.");
    const outcome = decideUploadOutcome(sent, answer, "2026-11-21T10:00:00.000Z");
    expect(outcome.subjects.get(numberOf("matches"))?.kind).not.toBe("accepted");
  });

  it("sequence-never-sent: the answer is another system's", async () => {
    pair.simulator.council.faults.forNext({ name: "sequence-never-sent" });
    await upload();
    const [answer] = await answers();
    const owner = decideAnswerOwner(answer?.sequenceNumber ?? 0, { inFlight: 5, wasAnswered: () => false });
    expect(owner).toBe("another-system");
  });

  it("no-acknowledgement: loaded and silent; acknowledged-twice: two messages; unreadable: no XML", async () => {
    pair.simulator.council.faults.forNext({ name: "no-acknowledgement" });
    await upload();
    expect(await council.collect()).toEqual([]);
    expect(pair.simulator.register.find(numberOf("matches"))).toBeDefined();
    pair.simulator.council.faults.forNext({ name: "acknowledged-twice" });
    await council.upload(6, [recordOf("matches")]);
    expect(await council.collect()).toHaveLength(2);
    pair.simulator.council.faults.forNext({ name: "unreadable-acknowledgement" });
    await council.upload(7, [recordOf("matches")]);
    expect(await council.collect()).toEqual([undefined]);
  });

  it("late-acknowledgement: the register has taken it before it says so", async () => {
    pair.simulator.council.faults.forNext({ name: "late-acknowledgement", delayMs: 50 });
    const uploaded = upload();
    await uploaded;
    expect(pair.simulator.council.uploads[0]?.fault).toBe("late-acknowledgement");
    expect(await answers()).toHaveLength(1);
  });
});

describe("an NHS number that PDS closes", () => {
  it("with a successor: the council is told it, the old number is superseded, the new one matches (R-105)", async () => {
    const closing = numberOf("number-will-close");
    await council.upload(1, [recordOf("number-will-close")]);
    await council.collect();
    expect(pair.simulator.council.closeNhsNumber(closing, [successorNumber])).toEqual(["ZZL01"]);
    expect(pair.simulator.council.closeNhsNumber(numberOf("matches"))).toEqual([]);
    const [notice] = await council.collect();
    expect(notice?.kind === "inactive-nhs-number" ? toInactiveNumbers(notice) : []).toEqual([
      {
        nhsNumber: closing,
        localId: "NS-number-will-close",
        replacements: [successorNumber],
        uploadSequenceNumber: 1,
      },
    ]);
    await council.upload(2, [
      recordOf("number-will-close"),
      recordOf("number-will-close", undefined, { nhsNumber: successorNumber }),
    ]);
    const [answer] = await council.collect();
    const codes = answer?.kind === "upload-acknowledgement" ? answer.recordDetails : [];
    expect(codes.map(({ code }) => code.code)).toEqual(["CPR05", "CPR06"]);
  });

  it("without one, or with several, the choice is a person's and the old number is gone (H-24)", async () => {
    await council.upload(1, [recordOf("number-will-close"), recordOf("matches")]);
    await council.collect();
    pair.simulator.council.closeNhsNumber(numberOf("number-will-close"));
    pair.simulator.council.closeNhsNumber(numberOf("matches"), [successorNumber, "9996734102"]);
    const notices = await council.collect();
    expect(
      notices.flatMap((notice) => (notice?.kind === "inactive-nhs-number" ? toInactiveNumbers(notice) : [])),
    ).toMatchObject([{ replacements: [] }, { replacements: [successorNumber, "9996734102"] }]);
    await council.upload(2, [
      recordOf("number-will-close", [{ kind: "child-protection-plan", startDate: planDate(-5) }]),
    ]);
    expect(await council.collect()).toMatchObject([{ recordDetails: [{ code: { code: "CPR01" } }] }]);
  });
});
