import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { PlanOnFile, Sending, SubjectOutcome } from "../../../src/domain/sending.js";
import { recordCodes, type RecordCode } from "../../../src/domain/upload-codes.js";
import { decideUploadOutcome } from "../../../src/domain/upload-outcome.js";
import {
  decideVisibility,
  defaultAnswerLimitMs,
  type VisibilityInput,
} from "../../../src/domain/visibility.js";

const nhsNumber = "9995260182";
const now = Date.parse("2026-11-19T15:05:00Z");

const open: PlanOnFile = { kind: "child-protection-plan", start: "2026-03-12" };
const ended: PlanOnFile = { ...open, end: "2026-06-30" };
const openPeriod: PlanPeriod = {
  kind: "child-protection-plan",
  start: "2026-03-12",
  end: "2036-02-03",
  endCause: "eighteenth-birthday",
};
const endedPeriod: PlanPeriod = { ...ended, endCause: "status-ended" };

function sending(
  sequenceNumber: number,
  day: string,
  outcome: SubjectOutcome["kind"],
  change: Partial<Sending> = {},
) {
  const at = `${day}T06:12:00.000Z`;
  const outcomes: Readonly<Record<SubjectOutcome["kind"], SubjectOutcome>> = {
    waiting: { kind: "waiting" },
    accepted: { kind: "accepted", at },
    refused: { kind: "refused", at, reason: "details-do-not-match", code: "CPR03" },
    "cannot-be-shared": { kind: "cannot-be-shared", at },
    held: { kind: "held", at, reason: "count-differs" },
    resubmit: { kind: "resubmit", at },
  };
  const sentAt = `${day}T02:00:00.000Z`;
  return {
    sequenceNumber,
    sentAt,
    nhsNumber,
    plans: [open],
    outcome: outcomes[outcome],
    ...change,
  } satisfies Sending;
}

function refusal(
  reason: Extract<SubjectOutcome, { kind: "refused" }>["reason"],
  code: string,
  day: string,
): Partial<Sending> {
  return { outcome: { kind: "refused", at: `${day}T06:12:00.000Z`, reason, code } };
}

function visibility(sendings: readonly Sending[], change: Partial<VisibilityInput> = {}, nowEpochMs = now) {
  const input: VisibilityInput = {
    about: "child",
    nhsNumber,
    periods: [openPeriod],
    hasUnmappedStatus: false,
    obstacles: [],
    sendings,
    answerLimitMs: defaultAnswerLimitMs,
    ...change,
  };
  return decideVisibility(input, nowEpochMs);
}

describe("a child is visible", () => {
  test("since the register first accepted the plan, confirmed by the latest acceptance (R-94)", () => {
    expect(visibility([sending(1, "2026-03-13", "accepted"), sending(2, "2026-11-15", "accepted")])).toEqual({
      kind: "visible",
      since: "2026-03-13T06:12:00.000Z",
      confirmedAt: "2026-11-15T06:12:00.000Z",
    });
  });

  test("since the new plan, when everything before it had ended", () => {
    const second: PlanOnFile = { kind: "looked-after-child", start: "2026-09-01" };
    const sendings = [
      sending(1, "2026-03-13", "accepted"),
      sending(2, "2026-07-01", "accepted", { plans: [ended] }),
      sending(3, "2026-09-02", "accepted", { plans: [second] }),
    ];
    expect(visibility(sendings)).toMatchObject({ kind: "visible", since: "2026-09-02T06:12:00.000Z" });
  });

  test("with an earlier version while a later change was not accepted, and the panel says so", () => {
    expect(visibility([sending(1, "2026-03-13", "accepted"), sending(2, "2026-11-18", "refused")])).toEqual({
      kind: "visible",
      since: "2026-03-13T06:12:00.000Z",
      confirmedAt: "2026-03-13T06:12:00.000Z",
      latestChange: { kind: "not-accepted", reason: "details-do-not-match", at: "2026-11-18T06:12:00.000Z" },
    });
    expect(
      visibility([sending(1, "2026-03-13", "accepted"), sending(2, "2026-11-18", "held")]),
    ).toMatchObject({
      latestChange: { kind: "not-accepted", reason: "answer-not-understood" },
    });
    expect(visibility([sending(1, "2026-03-13", "accepted")], { obstacles: ["no-due-date"] })).toMatchObject({
      kind: "visible",
      latestChange: { kind: "not-accepted", reason: "no-due-date" },
    });
  });

  test("with an earlier version while a later change waits", () => {
    expect(
      visibility([sending(1, "2026-03-13", "accepted"), sending(2, "2026-11-19", "waiting")]),
    ).toMatchObject({
      kind: "visible",
      latestChange: { kind: "waiting", since: "2026-11-19T02:00:00.000Z", overdue: false },
    });
    const changedAt = "2026-11-18T10:00:00.000Z";
    expect(visibility([sending(1, "2026-03-13", "accepted")], { changedAt })).toMatchObject({
      kind: "visible",
      latestChange: { kind: "waiting", since: changedAt, overdue: true },
    });
  });

  test("with a later change that waits since its first sending, however often the register was unavailable (H-20)", () => {
    const sendings = [
      sending(1, "2026-03-13", "accepted"),
      sending(2, "2026-11-17", "resubmit"),
      sending(3, "2026-11-19", "waiting"),
    ];
    expect(visibility(sendings)).toMatchObject({
      latestChange: { kind: "waiting", since: "2026-11-17T02:00:00.000Z", overdue: true },
    });
  });

  test("as an unborn child under the mother's number, whatever her own plans are (H-09)", () => {
    const unborn: PlanOnFile = {
      kind: "unborn-child-protection-plan",
      start: "2026-10-01",
      end: "2027-01-14",
    };
    const sendings = [sending(1, "2026-10-02", "accepted", { plans: [ended, unborn] })];
    const periods: readonly PlanPeriod[] = [{ ...unborn, endCause: "due-date" }];
    expect(visibility(sendings, { about: "mother", periods })).toMatchObject({ kind: "visible" });
    expect(visibility(sendings, { about: "child", periods: [endedPeriod] })).toMatchObject({ kind: "ended" });
  });
});

describe("a child is not visible", () => {
  test("when nothing was ever accepted, whatever was sent (H-20, H-21)", () => {
    expect(visibility([sending(1, "2026-11-18", "refused")])).toEqual({
      kind: "not-visible",
      reason: "details-do-not-match",
      at: "2026-11-18T06:12:00.000Z",
      code: "CPR03",
    });
    expect(visibility([sending(1, "2026-11-18", "held")])).toMatchObject({ reason: "answer-not-understood" });
  });

  test.each([
    ["replaced", "nhs-number-replaced", "CPR05"],
    ["no longer found", "nhs-cannot-find-child", "CPR01"],
  ] as const)(
    "once the register says that the number is %s, though an earlier version was accepted (H-07)",
    (_, reason, code) => {
      const sendings = [
        sending(1, "2026-03-13", "accepted"),
        sending(2, "2026-11-18", "refused", refusal(reason, code, "2026-11-18")),
      ];
      expect(visibility(sendings)).toMatchObject({ kind: "not-visible", reason, code });
      const again = [...sendings, sending(3, "2026-11-19", "waiting")];
      expect(visibility(again)).toMatchObject({ kind: "waiting", phase: "sent" });
    },
  );

  test("under a new NHS number until the register has accepted it there (H-07)", () => {
    const old = sending(1, "2026-03-13", "accepted", { nhsNumber: "9991234012" });
    expect(visibility([old], { changedAt: "2026-11-19T10:00:00.000Z" })).toMatchObject({
      kind: "waiting",
      phase: "queued",
    });
    expect(visibility([old])).toEqual({ kind: "not-visible", reason: "not-sent" });
  });

  test("once the number is closed, though an earlier version was accepted (H-24)", () => {
    expect(
      visibility([sending(1, "2026-03-13", "accepted")], { obstacles: ["nhs-number-inactive"] }),
    ).toEqual({
      kind: "not-visible",
      reason: "nhs-number-inactive",
    });
  });

  test("for our own check's reason, and for the first of several", () => {
    expect(visibility([], { obstacles: ["no-mother", "no-due-date"] })).toEqual({
      kind: "not-visible",
      reason: "no-mother",
    });
  });

  test("when a status is mapped to nothing, when a plan was removed, and when there is nothing to share", () => {
    expect(visibility([], { periods: [], hasUnmappedStatus: true })).toMatchObject({
      reason: "status-not-mapped",
    });
    expect(visibility([], { periods: [] })).toMatchObject({ reason: "nothing-to-share" });
    const removed = [
      sending(1, "2026-03-13", "accepted"),
      sending(2, "2026-04-01", "accepted", { plans: [{ ...open, deletedOn: "2026-03-31" }] }),
    ];
    expect(visibility(removed, { periods: [] })).toMatchObject({ kind: "not-visible", reason: "removed" });
  });
});

describe("a child waits", () => {
  test("from the sending, with the hour of the alarm (H-20)", () => {
    expect(visibility([sending(1, "2026-11-19", "waiting")])).toEqual({
      kind: "waiting",
      phase: "sent",
      since: "2026-11-19T02:00:00.000Z",
      alarmAt: "2026-11-20T02:00:00.000Z",
      overdue: false,
    });
    const late = visibility([sending(1, "2026-11-19", "waiting")], {}, Date.parse("2026-11-20T02:00:00Z"));
    expect(late).toMatchObject({ kind: "waiting", overdue: true });
  });

  test("since the first sending when it is sent again, so that a repeat does not put the alarm off", () => {
    const sendings = [
      sending(1, "2026-11-17", "resubmit"),
      sending(2, "2026-11-18", "resubmit"),
      sending(3, "2026-11-19", "waiting"),
    ];
    expect(visibility(sendings)).toMatchObject({ since: "2026-11-17T02:00:00.000Z", overdue: true });
    expect(visibility(sendings.slice(0, 2))).toMatchObject({
      phase: "sending-again",
      since: "2026-11-17T02:00:00.000Z",
    });
  });
});

describe("an ended child", () => {
  const sendings = [
    sending(1, "2026-03-13", "accepted"),
    sending(2, "2026-07-01", "accepted", { plans: [ended] }),
  ];

  test("is ended once the register has accepted the end", () => {
    expect(visibility(sendings, { periods: [endedPeriod] })).toEqual({
      kind: "ended",
      endedOn: "2026-06-30",
      acceptedAt: "2026-07-01T06:12:00.000Z",
    });
  });

  test("stays visible until the end is accepted, and the panel says that the change was not", () => {
    const refused = [
      sending(1, "2026-03-13", "accepted"),
      sending(2, "2026-07-01", "refused", { plans: [ended] }),
    ];
    expect(visibility(refused, { periods: [endedPeriod] })).toMatchObject({
      kind: "visible",
      latestChange: { kind: "not-accepted" },
    });
  });

  test("stays ended when a later repeat is refused", () => {
    const again = [...sendings, sending(3, "2026-08-01", "refused", { plans: [ended] })];
    expect(visibility(again, { periods: [endedPeriod] })).toMatchObject({ kind: "ended" });
  });

  test("is ended by the register itself on the eighteenth birthday (R-89)", () => {
    const grownUp = { ...openPeriod, end: "2026-11-19" };
    expect(visibility([sending(1, "2026-03-13", "accepted")], { periods: [grownUp] })).toEqual({
      kind: "ended",
      endedOn: "2026-11-19",
    });
    expect(
      visibility([sending(1, "2026-03-13", "accepted")], { periods: [{ ...grownUp, end: "2026-11-20" }] }),
    ).toMatchObject({
      kind: "visible",
    });
  });
});

describe("a sensitive record (H-25)", () => {
  test("cannot be shared, even though an earlier version was accepted and later changes are refused otherwise", () => {
    const at = "2026-11-11T06:12:00.000Z";
    const sendings = [sending(1, "2026-03-13", "accepted"), sending(2, "2026-11-11", "cannot-be-shared")];
    expect(visibility(sendings)).toEqual({ kind: "cannot-be-shared", at });
    expect(visibility([...sendings, sending(3, "2026-11-18", "refused")])).toEqual({
      kind: "cannot-be-shared",
      at,
    });
  });

  test("is visible again only when the register accepts it", () => {
    const sendings = [sending(1, "2026-11-11", "cannot-be-shared"), sending(2, "2026-11-18", "accepted")];
    expect(visibility(sendings)).toMatchObject({ kind: "visible", since: "2026-11-18T06:12:00.000Z" });
  });
});

test.each(Object.keys(recordCodes) as RecordCode[])(
  "%s, from the answer to the panel, is visible only for CPR06",
  (code) => {
    const failed = code === "CPR06" ? 0 : 1;
    const { subjects } = decideUploadOutcome(
      { sequenceNumber: 7, subjects: [{ nhsNumber, localIds: [] }] },
      {
        sequenceNumber: 7,
        processed: 1,
        succeeded: 1 - failed,
        failed,
        fileCodes: [failed === 0 ? "CPF02" : "CPF04"],
        records: [{ code, about: { nhsNumber } }],
      },
      "2026-11-18T06:20:00.000Z",
    );
    const state = visibility([sending(7, "2026-11-18", "waiting", { outcome: subjects.get(nhsNumber)! })]);
    const expected = { CPR02: "cannot-be-shared", CPR06: "visible" } as Partial<Record<RecordCode, string>>;
    expect(state.kind).toBe(expected[code] ?? "not-visible");
  },
);

test("no history of sendings makes a child visible without an acceptance of a lasting plan under today's number (H-20)", () => {
  const outcome = fc.constantFrom<SubjectOutcome["kind"]>(
    "waiting",
    "accepted",
    "refused",
    "cannot-be-shared",
    "held",
    "resubmit",
  );
  const reasons = fc.constantFrom(
    "nhs-number-replaced",
    "nhs-cannot-find-child",
    "details-do-not-match",
    "file-refused",
  );
  const one = fc.record({
    outcome,
    reason: reasons,
    ours: fc.boolean(),
    plan: fc.constantFrom<PlanOnFile>(open, ended, { ...open, deletedOn: "2026-05-01" }),
  });
  fc.assert(
    fc.property(
      fc.array(one, { maxLength: 8 }),
      fc.constantFrom(openPeriod, endedPeriod),
      (steps, period) => {
        const sendings = steps.map((step, index): Sending => {
          const day = `2026-10-${String(index + 10)}`;
          const made = sending(index + 1, day, step.outcome, {
            plans: [step.plan],
            nhsNumber: step.ours ? nhsNumber : "9991234012",
          });
          return step.outcome === "refused" ? { ...made, ...refusal(step.reason, "CPR00", day) } : made;
        });
        const state = visibility(sendings, { periods: [period] });
        if (state.kind !== "visible") return;
        const own = sendings.filter((made) => made.nhsNumber === nhsNumber);
        const telling = own.filter(
          ({ outcome: made }) =>
            made.kind === "accepted" ||
            made.kind === "cannot-be-shared" ||
            (made.kind === "refused" &&
              (made.reason === "nhs-number-replaced" || made.reason === "nhs-cannot-find-child")),
        );
        expect(telling.at(-1)?.outcome.kind).toBe("accepted");
        expect(telling.at(-1)?.plans).toEqual([open]);
      },
    ),
    { numRuns: 5_000 },
  );
});
