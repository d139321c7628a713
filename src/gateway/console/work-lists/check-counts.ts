import { londonMidnight } from "../../../domain/instant.js";
import { wasKeptBack } from "../../audit/kept-back.js";
import { checkState } from "../../audit/safety-report.js";
import type { LedgerRow } from "./ledger-row.js";

/** What happened on one day. */
export interface DayCounts {
  /** When the day began in London; milliseconds since 1970. */
  readonly from: number;
  /** When the next one begins. */
  readonly to: number;
  /** Queries that were sent. */
  readonly checks: number;
  readonly couldNotCheck: number;
  readonly byLocation: ReadonlyMap<string, number>;
  /** In the words of `checkState`. */
  readonly byState: ReadonlyMap<string, number>;
  /** How long each answer took, in milliseconds. */
  readonly answersMs: readonly number[];
}

interface Counting extends DayCounts {
  checks: number;
  couldNotCheck: number;
  readonly byLocation: Map<string, number>;
  readonly byState: Map<string, number>;
  readonly answersMs: number[];
}

/** Checks by day in London. */
export interface CheckCounts {
  note(row: LedgerRow): void;
  /** Today and the days before that have had a row, newest first. */
  days(now: number): readonly DayCounts[];
  forgetBefore(at: number): void;
}

/** Counts checks row by row. */
export function createCheckCounts(): CheckCounts {
  // Newest first: nearly every row is of the newest day.
  let all: readonly Counting[] = [];
  const dayOf = (at: number): Counting => {
    const known = all.find(({ from, to }) => at >= from && at < to);
    if (known !== undefined) return known;
    const day = emptyDay(londonMidnight(at));
    all = [...all, day].sort((one, other) => other.from - one.from);
    return day;
  };
  return {
    note(row) {
      const day = dayOf(row.at);
      const { action, outcome, locationId, durationMs } = row;
      const state = checkState(row);
      if (state !== undefined) increment(day.byState, state);
      if (action === "intent") {
        day.checks += 1;
        increment(day.byLocation, locationId);
      }
      if (action !== "outcome") return;
      if (wasKeptBack(row)) return;
      if (outcome === "failed") day.couldNotCheck += 1;
      else if (durationMs !== undefined) day.answersMs.push(durationMs);
    },
    days(now) {
      const today = dayOf(now).from;
      return all.filter(({ from }) => from <= today);
    },
    forgetBefore(at) {
      all = all.filter(({ from }) => from >= at);
    },
  };
}

// A day has 23 to 25 hours: this is in the next one.
const intoNextDayMs = 26 * 3_600_000;

function emptyDay(from: number): Counting {
  const to = londonMidnight(from + intoNextDayMs);
  return { from, to, checks: 0, couldNotCheck: 0, byLocation: new Map(), byState: new Map(), answersMs: [] };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
