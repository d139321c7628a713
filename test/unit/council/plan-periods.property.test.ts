import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../src/domain/local-date.js";
import { derivePlanPeriods, type PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { PlanKind } from "../../../src/domain/protection-record.js";
import { isCovered } from "./day-by-day.js";
import { caseHistory, dayCount, firstDay, statusTable } from "./histories.js";

const timeoutMs = 7_200_000;

const kinds: readonly PlanKind[] = [
  "child-protection-plan",
  "looked-after-child",
  "unborn-child-protection-plan",
];

const runs = Number(process.env["CPIS_HISTORIES"] ?? 10_000);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);
console.log(`status histories: ${runs}, seed ${seed}`);

// A month before and half a year after the calendar of the histories: open ends and gaps at the edges are seen too.
const days = Array.from({ length: dayCount + 90 }, (_, index) => addDays(firstDay, index - 30));

// An unborn plan's end is the due date where the status itself has none: the day is not the history's word.
const historyEnd = (period: PlanPeriod): string | undefined =>
  period.endCause === "due-date" ? undefined : period.end;

describe("plan periods of generated histories", () => {
  test(
    "have a qualifying status on every one of their days, miss none, and end no later than the history says (H-23)",
    () => {
      fc.assert(
        fc.property(caseHistory, statusTable, (history, table) => {
          const { periods } = derivePlanPeriods(history, table);
          for (const kind of kinds) {
            const own = periods.filter((period) => period.kind === kind);
            const wrong = days.filter((day) => {
              const inPeriods = own.filter(
                (period) => period.start <= day && day <= (historyEnd(period) ?? "9999"),
              );
              return inPeriods.length !== (isCovered(history, table, kind, day) ? 1 : 0);
            });
            expect(wrong).toEqual([]);
          }
        }),
        { numRuns: runs, seed },
      );
    },
    timeoutMs,
  );

  test(
    "are whole: a day without a status lies between any two of a kind, and each begins on its first covered day (H-23)",
    () => {
      fc.assert(
        fc.property(caseHistory, statusTable, (history, table) => {
          const { periods } = derivePlanPeriods(history, table);
          for (const period of periods) {
            expect(period.end === undefined || period.start <= period.end).toBe(true);
            expect(isCovered(history, table, period.kind, addDays(period.start, -1))).toBe(false);
            const end = historyEnd(period);
            if (end !== undefined)
              expect(isCovered(history, table, period.kind, addDays(end, 1))).toBe(false);
          }
        }),
        { numRuns: runs, seed },
      );
    },
    timeoutMs,
  );

  test(
    "leave no status unexplained: each gives days to a plan, or is reported with its reason (R-73)",
    () => {
      fc.assert(
        fc.property(caseHistory, statusTable, (history, table) => {
          const { periods, unplaced } = derivePlanPeriods(history, table);
          history.statuses.forEach((status, index) => {
            const alone = unplaced.filter((entry) => entry.index === index);
            expect(alone.length).toBeLessThanOrEqual(1);
            if (alone.length === 1) return;
            const touches = periods.some(
              (period) =>
                period.start <= (status.until ?? "9999") && status.from <= (historyEnd(period) ?? "9999"),
            );
            expect(touches).toBe(true);
          });
        }),
        { numRuns: runs, seed },
      );
    },
    timeoutMs,
  );
});
