import type { CaseRecord } from "../../../src/domain/case-record.js";
import type { MadeDecision, PreviousChild } from "../../../src/domain/takeover.js";
import { compareTakeover, type CaseWithPeriods } from "../../../src/domain/takeover-difference.js";
import { isNhsNumber, type NhsNumber } from "../../../src/domain/nhs-number.js";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { PlanOnFile } from "../../../src/domain/sending.js";

/** The day of these tests. */
export const today = "2026-11-19";

// One in eleven serials has no check digit.
const numbers = Array.from({ length: 100 }, (_, serial) => serial)
  .flatMap((serial) =>
    Array.from({ length: 10 }, (_, digit) => `999${String(serial).padStart(6, "0")}${String(digit)}`),
  )
  .filter(isNhsNumber);

/** A synthetic number: in the 999 range, with its check digit. */
export function numberOf(index: number): NhsNumber {
  const found = numbers[index];
  if (found === undefined) throw new Error("no such number");
  return found;
}

/** A born child's case. */
export function caseOf(index: number, periods: readonly PlanPeriod[], known = true): CaseWithPeriods {
  const record: CaseRecord = {
    localId: `NS-${String(index)}`,
    subject: {
      kind: "child",
      child: {
        ...(known ? { nhsNumber: numberOf(index) } : {}),
        familyName: `Testcase-${String.fromCharCode(65 + index)}`,
        givenNames: ["Ada"],
        birthDate: "2015-04-01",
      },
    },
    statuses: [],
  };
  return { record, periods };
}

/** What the previous system said of the child of an index. */
export function previousOf(index: number, plans: readonly PlanOnFile[]): PreviousChild {
  const nhsNumber = numberOf(index);
  const family = `Testcase-${String.fromCharCode(65 + index)}`;
  return {
    nhsNumber,
    subjects: [{ kind: "child", nhsNumber, birthDate: "2015-04-01", given: "Ada", family }],
    plans,
  };
}

/** The lines of a comparison on that day. */
export function compare(
  previous: readonly PreviousChild[],
  cases: readonly CaseWithPeriods[],
  more: {
    readonly decisions?: readonly MadeDecision[];
    readonly inactive?: readonly NhsNumber[];
  } = {},
) {
  return compareTakeover({
    previous,
    cases,
    inactiveNumbers: new Set(more.inactive ?? []),
    deletions: [],
    decisions: more.decisions ?? [],
    today,
  });
}

/** A decision of the first officer. */
export const decided = { decidedBy: "officer-1", decidedAt: "2026-11-18T09:00:00.000Z" } as const;
