import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentEnd } from "../../../src/domain/plan-periods.js";
import { lastsOn } from "../../../src/domain/sending.js";
import { undecidedActs } from "../../../src/domain/takeover-approval.js";
import type { PreviousChild, TakeoverLine } from "../../../src/domain/takeover.js";
import { answer, councils, decide, numbersOf } from "./takeover-councils.js";
import { compare, today } from "./takeover-people.js";

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
