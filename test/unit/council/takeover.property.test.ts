import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../src/domain/local-date.js";
import type { NhsNumber } from "../../../src/domain/nhs-number.js";
import { sentEnd, type PlanPeriod } from "../../../src/domain/plan-periods.js";
import { lastsOn, type PlanOnFile } from "../../../src/domain/sending.js";
import { undecidedActs } from "../../../src/domain/takeover-approval.js";
import type { CaseWithPeriods } from "../../../src/domain/takeover-difference.js";
import type { MadeDecision, PreviousChild, TakeoverLine } from "../../../src/domain/takeover.js";
import { caseOf, compare, decided, numberOf, previousOf, today } from "./takeover-people.js";

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

const councils = fc.array(perChild, { minLength: children, maxLength: children }).map((all) => ({
  previous: all.flatMap(({ before }, index): readonly PreviousChild[] =>
    before === undefined ? [] : [previousOf(index, before)],
  ),
  cases: all.flatMap(({ now, hasNumber }, index): readonly CaseWithPeriods[] =>
    now === undefined ? [] : [caseOf(index, now, hasNumber)],
  ),
  inactive: numbers.filter((_, index) => all[index]?.inactive === true),
}));

const answer = fc.constantFrom("end" as const, "delete" as const, "keep" as const);

function decide(
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

function numbersOf({ subject }: CaseWithPeriods["record"]): readonly (NhsNumber | undefined)[] {
  return subject.kind === "child" ? [subject.child.nhsNumber] : [];
}

/** What CP-IS holds after every file that the lines speak of. */
function registerAfter(
  previous: readonly PreviousChild[],
  lines: readonly TakeoverLine[],
): ReadonlySet<string> {
  const held = new Map<string, string | undefined>(
    previous.flatMap(({ nhsNumber, plans: own }) =>
      own.map((plan) => [`${nhsNumber} ${plan.kind} ${plan.start}`, plan.end] as const),
    ),
  );
  for (const { act, nhsNumber = "", kind: of, start: from, end } of lines.flatMap(({ acts }) => acts)) {
    const key = `${nhsNumber} ${of} ${from}`;
    if (act === "delete") held.delete(key);
    if (act === "add" || act === "end" || act === "change") held.set(key, end);
  }
  return new Set(
    [...held].flatMap(([key, end]) => (lastsOn(end === undefined ? {} : { end }, today) ? [key] : [])),
  );
}

describe("the difference of a take-over", () => {
  test("names every child of the previous system and every case in exactly one line (H-21)", () => {
    fc.assert(
      fc.property(councils, ({ previous, cases, inactive }) => {
        const lines = compare(previous, cases, { inactive });
        expect(lines.flatMap(({ caseIds }) => caseIds).sort()).toEqual(
          cases.map(({ record }) => record.localId).sort(),
        );
        expect(lines.flatMap((line) => line.previous.map(({ nhsNumber }) => nhsNumber)).sort()).toEqual(
          previous.map(({ nhsNumber }) => nhsNumber).sort(),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test("says one thing about each plan: none is both added and ended, and none that CP-IS holds is left out (H-20)", () => {
    fc.assert(
      fc.property(councils, ({ previous, cases, inactive }) => {
        const acts = compare(previous, cases, { inactive }).flatMap((line) =>
          line.acts.map((act) => ({ ...act, about: act.nhsNumber ?? line.caseIds[0] })),
        );
        const keys = acts.map(({ about, kind: of, start: from }) => `${String(about)} ${of} ${from}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { nhsNumber, plans: own } of previous) {
          for (const plan of own) expect(keys).toContain(`${nhsNumber} ${plan.kind} ${plan.start}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("leaves on CP-IS exactly what the cases say today and what people decided to keep (H-20, H-22)", () => {
    fc.assert(
      fc.property(councils, fc.array(answer, { minLength: 1, maxLength: 5 }), (council, answers) => {
        const { previous, cases, inactive } = council;
        const decisions = decide(compare(previous, cases, { inactive }), answers, cases);
        const lines = compare(previous, cases, { inactive, decisions });
        expect(undecidedActs(lines)).toEqual([]);
        const open = inactive.map(String);
        const wanted = cases.flatMap(({ record, periods: own }) => {
          const [nhsNumber] = numbersOf(record);
          if (nhsNumber === undefined || open.includes(nhsNumber)) return [];
          return own
            .filter((period) => lastsOn(toEnd(sentEnd(period)), today))
            .map((period) => `${nhsNumber} ${period.kind} ${period.start}`);
        });
        const stays = lines
          .flatMap(({ acts }) => acts)
          .filter(({ act, end }) => (act === "keep" || act === "left") && lastsOn(toEnd(end), today))
          .map(({ nhsNumber, kind: of, start: from }) => `${String(nhsNumber)} ${of} ${from}`);
        expect([...registerAfter(previous, lines)].sort()).toEqual(
          [...new Set([...wanted, ...stays])].sort(),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

function toEnd(end: string | undefined): { readonly end?: string } {
  return end === undefined ? {} : { end };
}
