import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NhsNumber } from "../../../src/domain/nhs-number.js";
import { redundantSendings } from "../../../src/domain/redundant-sendings.js";
import { acceptedState, type PlanOnFile, type SubjectOutcome } from "../../../src/domain/sending.js";
import { decideVisibility } from "../../../src/domain/visibility.js";

const nhsNumber = "9996001008" as NhsNumber;
const day = (index: number): string => new Date(Date.UTC(2026, 0, 5 + index * 7)).toISOString();

const plan = fc.constantFrom<PlanOnFile>(
  { kind: "child-protection-plan", start: "2026-01-05" },
  { kind: "child-protection-plan", start: "2026-01-05", end: "2026-04-01" },
  { kind: "child-protection-plan", start: "2026-01-05", deletedOn: "2026-03-01" },
  { kind: "looked-after-child", start: "2026-02-01" },
);
const answers: readonly ((at: string) => SubjectOutcome)[] = [
  (at) => ({ kind: "accepted", at }),
  (at) => ({ kind: "accepted", at }),
  (at) => ({ kind: "refused", at, reason: "details-do-not-match", code: "CPR03" }),
  (at) => ({ kind: "refused", at, reason: "nhs-cannot-find-child", code: "CPR01" }),
  (at) => ({ kind: "cannot-be-shared", at }),
  (at) => ({ kind: "held", at, reason: "count-differs" }),
  (at) => ({ kind: "resubmit", at }),
  () => ({ kind: "waiting" }),
];
const subjects = fc
  .constantFrom("Arkwright", "Arkwright-Vale")
  .map((family) => [{ kind: "child" as const, nhsNumber, birthDate: "2017-03-08", given: "Tamsin", family }]);
// Runs of equal files, as a weekly full one makes them.
const history = fc
  .array(
    fc.record({
      plans: fc.uniqueArray(plan, { maxLength: 2, selector: ({ kind }) => kind, minLength: 1 }),
      subjects,
      answer: fc.constantFrom(...answers),
      times: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 5 },
  )
  .map((runs) =>
    runs
      .flatMap(({ times, ...run }) => Array.from({ length: times }, () => run))
      .map(({ plans, subjects: who, answer }, index) => ({
        sequenceNumber: index + 1,
        sentAt: day(index),
        nhsNumber,
        plans,
        subjects: who,
        outcome: answer(day(index)),
      })),
  );

const visibilityOf = (sendings: Parameters<typeof decideVisibility>[0]["sendings"], at: string) =>
  decideVisibility(
    {
      about: "child",
      nhsNumber,
      periods: [{ kind: "child-protection-plan", start: "2026-01-05" }],
      hasUnmappedStatus: false,
      obstacles: [],
      sendings,
      answerLimitMs: 86_400_000,
    },
    Date.parse(at),
  );

describe("sendings that repeat what others say", () => {
  test("can be forgotten: what the register holds and what the NHS sees follow from the rest (H-20, H-21)", () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 60 }), (sendings, later) => {
        const gone = new Set(redundantSendings(sendings));
        const rest = sendings.filter((sending) => !gone.has(sending));
        expect(acceptedState(rest, nhsNumber)).toEqual(acceptedState(sendings, nhsNumber));
        expect(visibilityOf(rest, day(later))).toEqual(visibilityOf(sendings, day(later)));
        expect(rest.at(-1)).toEqual(sendings.at(-1));
        // No three equal ones in a row are left, and nothing that may still be answered is lost.
        expect(redundantSendings(rest)).toEqual([]);
        expect([...gone].every(({ outcome }) => outcome.kind !== "waiting")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("leave two of a hundred weekly files that say the same of a child", () => {
    const weekly = Array.from({ length: 100 }, (_, index) => ({
      sequenceNumber: index + 1,
      sentAt: day(index),
      nhsNumber,
      plans: [{ kind: "child-protection-plan", start: "2026-01-05" }] as const,
      subjects: [],
      outcome: { kind: "accepted", at: day(index) } as const,
    }));
    expect(redundantSendings(weekly)).toHaveLength(98);
  });
});
