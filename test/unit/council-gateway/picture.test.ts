import { describe, expect, test } from "vitest";
import type { CaseRecord } from "../../../src/domain/case-record.js";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import { parseNhsNumber } from "../../../src/domain/nhs-number.js";
import type { PlanOnFile, SubjectOutcome } from "../../../src/domain/sending.js";
import { createPicture, type PictureInput } from "../../../src/gateway/council/picture.js";
import { planUpload } from "../../../src/gateway/council/uploads/plan-upload.js";
import type { StoredSending } from "../../../src/ports/upload-store.js";

const reading = parseNhsNumber("9995260182");
if (!reading.ok) throw new Error("not an NHS number");
const { nhsNumber } = reading;
const now = Date.parse("2026-11-19T12:00:00.000Z");
const answered = "2026-11-19T11:00:00.000Z";

const record = (...statuses: CaseRecord["statuses"]): CaseRecord => ({
  localId: "NS-1",
  subject: {
    kind: "child",
    child: { nhsNumber, familyName: "Fernsby", givenNames: ["Milo"], birthDate: "2018-02-03" },
  },
  statuses,
});

function sending(
  sequenceNumber: number,
  outcome: SubjectOutcome,
  ...plans: readonly PlanOnFile[]
): StoredSending {
  return {
    sequenceNumber,
    sentAt: "2026-11-19T10:30:00.000Z",
    nhsNumber,
    subjects: [
      {
        kind: "child",
        nhsNumber,
        localId: "NS-1",
        birthDate: "2018-02-03",
        given: "Milo",
        family: "Fernsby",
      },
    ],
    plans,
    outcome,
  };
}

const accepted: SubjectOutcome = { kind: "accepted", at: answered };

function picture(
  statuses: CaseRecord["statuses"],
  sendings: readonly StoredSending[],
  more: Partial<PictureInput> = {},
) {
  return createPicture({
    cases: [{ record: record(...statuses), savedAt: 1 }],
    deletions: [],
    sendings,
    inactiveNumbers: [],
    plan: {
      statusTable: defaultStatusTable,
      uploads: { changesAt: ["06:00"], fullOn: [7], fullAt: "02:00", answerLimitMs: 86_400_000 },
    },
    now,
    ...more,
  });
}

const first = { code: "CPP", from: "2026-03-12", until: "2026-06-30" };
const second = { code: "CPP", from: "2026-09-01" };
const open: PlanOnFile = { kind: "child-protection-plan", start: "2026-03-12" };
const ended: PlanOnFile = { ...open, end: "2026-06-30" };

describe("the second of two changes of one plan kind", () => {
  test("waits since the register took the first, not for the next scheduled file (H-21)", () => {
    const made = picture([first, second], [sending(1, accepted, open), sending(2, accepted, ended)]);
    expect(made.groups[0]?.changedAt).toBe(Date.parse(answered));
    expect(made.caseOf("NS-1")?.visibility).toMatchObject({
      kind: "waiting",
      phase: "queued",
      since: answered,
    });
    expect(planUpload(made, "changes").records[0]?.plans).toEqual([
      { kind: "child-protection-plan", start: "2026-09-01" },
    ]);
  });

  test.each<[string, SubjectOutcome]>([
    ["was refused", { kind: "refused", at: answered, reason: "details-do-not-match", code: "CPR03" }],
    ["is not answered yet", { kind: "waiting" }],
    ["is held", { kind: "held", at: answered, reason: "no-detail" }],
  ])("does not make one file after the other while the first %s (H-20)", (_, outcome) => {
    const made = picture([first, second], [sending(1, accepted, open), sending(2, outcome, ended)]);
    expect(made.groups[0]?.changedAt).toBeUndefined();
  });

  test("nor where the next file could not say it: the plan's person is in no file (H-20)", () => {
    const unborn: PlanOnFile = { kind: "unborn-child-protection-plan", start: "2026-01-01" };
    const approved = {
      localId: "NS-1",
      kind: unborn.kind,
      start: unborn.start,
      reason: "Entered on the wrong mother",
      requestedBy: "rokafor",
      requestedAt: answered,
      approvedBy: "jmistry",
      approvedAt: answered,
    };
    const made = picture([{ code: "CPP", from: "2026-03-12" }], [sending(1, accepted, open, unborn)], {
      deletions: [{ deletionId: "1", request: approved, approved }],
    });
    expect(made.groups[0]?.reconciliation.changed).toBe(true);
    expect(made.groups[0]?.changedAt).toBeUndefined();
  });

  test("nor where nothing differs any more", () => {
    expect(
      picture([{ code: "CPP", from: "2026-03-12" }], [sending(1, accepted, open)]).groups[0]?.changedAt,
    ).toBeUndefined();
  });
});

describe("a number that no history gives any more", () => {
  test("is looked up in one pass over the cases, not one for each number, and names its case (R-85)", () => {
    let looked = 0;
    const others = Array.from({ length: 200 }, (_, index) => {
      const subject = {
        kind: "child" as const,
        get child() {
          looked += 1;
          return { familyName: "Other", givenNames: ["Ola"], birthDate: "2018-02-03" };
        },
      };
      return { record: { localId: `NS-${String(index + 2)}`, subject, statuses: [] }, savedAt: 1 };
    });
    const left = Array.from({ length: 200 }, (_, index) => ({
      ...sending(1, accepted, open),
      nhsNumber: `left-${String(index)}`,
    }));
    const made = picture([], [sending(1, accepted, open), ...left], {
      cases: [{ record: record(), savedAt: 1 }, ...others],
    });
    expect(made.groupOf(nhsNumber)?.group.caseIds).toEqual(["NS-1"]);
    expect(made.groups).toHaveLength(201);
    expect(looked).toBeLessThan(200 * 20);
  });
});
