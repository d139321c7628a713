import fc from "fast-check";
import { addDays } from "../../../src/domain/local-date.js";
import type { NhsNumber } from "../../../src/domain/nhs-number.js";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { PlanOnFile } from "../../../src/domain/sending.js";
import { undecidedActs } from "../../../src/domain/takeover-approval.js";
import type { CaseWithPeriods } from "../../../src/domain/takeover-difference.js";
import type { MadeDecision, PreviousChild, TakeoverLine } from "../../../src/domain/takeover.js";
import { caseOf, decided, numberOf, previousOf, today } from "./takeover-people.js";

const children = 6;
const numbers = Array.from({ length: children }, (_, index) => numberOf(index));

const kind = fc.constantFrom("child-protection-plan" as const, "looked-after-child" as const);
const start = fc.integer({ min: 0, max: 6 }).map((step) => addDays(today, -300 + step * 40));

/** Periods of one kind neither touch nor overlap, as `derivePlanPeriods` gives them. */
const periods: fc.Arbitrary<readonly PlanPeriod[]> = fc
  .array(fc.record({ kind, start, days: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }) }), {
    maxLength: 4,
  })
  .map((all) => {
    const kept: PlanPeriod[] = [];
    for (const one of [...all].sort((a, b) => (a.start < b.start ? -1 : 1))) {
      const last = kept.filter((period) => period.kind === one.kind).at(-1);
      if (last !== undefined && (last.end === undefined || last.end >= one.start)) continue;
      const end = one.days === undefined ? {} : { end: addDays(one.start, one.days) };
      kept.push({ kind: one.kind, start: one.start, ...end });
    }
    return kept;
  });

const plans: fc.Arbitrary<readonly PlanOnFile[]> = fc.uniqueArray(
  fc
    .record({ kind, start, days: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }) })
    .map(({ kind: of, start: from, days }) => ({
      kind: of,
      start: from,
      ...(days === undefined ? {} : { end: addDays(from, days) }),
    })),
  { minLength: 1, maxLength: 3, selector: (plan) => `${plan.kind} ${plan.start}` },
);

const perChild = fc.record({
  before: fc.option(plans, { nil: undefined }),
  now: fc.option(periods, { nil: undefined }),
  hasNumber: fc.boolean(),
  inactive: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
});

/** A council of six children in every combination of what both sides hold. */
export const councils = fc.array(perChild, { minLength: children, maxLength: children }).map((all) => ({
  previous: all.flatMap(({ before }, index): readonly PreviousChild[] =>
    before === undefined ? [] : [previousOf(index, before)],
  ),
  cases: all.flatMap(({ now, hasNumber }, index): readonly CaseWithPeriods[] =>
    now === undefined ? [] : [caseOf(index, now, hasNumber)],
  ),
  inactive: numbers.filter((_, index) => all[index]?.inactive === true),
}));

/** What somebody may decide. */
export const answer = fc.constantFrom("end" as const, "delete" as const, "keep" as const);

/** Decides everything that is undecided. */
export function decide(
  lines: readonly TakeoverLine[],
  answers: readonly ("end" | "delete" | "keep")[],
  cases: readonly CaseWithPeriods[],
): readonly MadeDecision[] {
  return undecidedActs(lines).flatMap(
    ({ nhsNumber, kind: of, start: from, why }, index): readonly MadeDecision[] => {
      if (nhsNumber === undefined) return [];
      const name = { nhsNumber, kind: of, start: from, ...decided };
      const known = cases.some(({ record }) => numbersOf(record).includes(nhsNumber));
      const wanted = answers[index % answers.length] ?? "keep";
      const choice = why === "nhs-number-inactive" || (wanted === "delete" && known) ? "keep" : wanted;
      if (choice === "end") return [{ ...name, decision: "end", end: from > today ? from : today }];
      return [{ ...name, decision: choice, reason: "Decided by a test." }];
    },
  );
}

/** The numbers of a case of these tests. */
export function numbersOf({ subject }: CaseWithPeriods["record"]): readonly (NhsNumber | undefined)[] {
  return subject.kind === "child" ? [subject.child.nhsNumber] : [];
}
