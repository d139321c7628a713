import type { CaseRecord } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import { holdsOn, rowsOf, type StatusTable } from "./legal-status.js";
import { inForceOn, resolveStatusSpans } from "./status-history.js";
import type { Visibility } from "./visibility-state.js";

/** Children with an open status that gives no plan: who should perhaps be on CP-IS and is not. */
export interface UnmappedCount {
  readonly code: string;
  /** `none`: the table says so. `unknown`: the table does not know the code. */
  readonly mapping: "none" | "unknown";
  readonly cases: number;
}

/** Whether a case has a status in force on a day that the table maps to nothing, and which. */
export function unmappedStatuses(
  record: Pick<CaseRecord, "statuses">,
  table: StatusTable,
  day: LocalDate,
): readonly Omit<UnmappedCount, "cases">[] {
  const codes = resolveStatusSpans(record.statuses, table)
    .filter((span) => inForceOn(span, day))
    .map(({ code }) => code);
  return [...new Set(codes)].flatMap((code) => {
    const rows = rowsOf(table, code);
    if (rows.some((row) => row.plan !== "none" && holdsOn(row, day))) return [];
    return [{ code, mapping: rows.length === 0 ? ("unknown" as const) : ("none" as const) }];
  });
}

/** Counts, over all cases, the open statuses that give no plan; most children first. */
export function countUnmapped(
  records: readonly Pick<CaseRecord, "statuses">[],
  table: StatusTable,
  day: LocalDate,
): readonly UnmappedCount[] {
  const counts = new Map<string, UnmappedCount>();
  for (const record of records) {
    for (const { code, mapping } of unmappedStatuses(record, table, day)) {
      counts.set(code, { code, mapping, cases: (counts.get(code)?.cases ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort(
    (one, other) => other.cases - one.cases || (one.code < other.code ? -1 : 1),
  );
}

/** How many of the children in scope the register has matched, against the share it asks for before going live. */
export interface MatchRate {
  readonly matched: number;
  readonly inScope: number;
  /** From 0 to 1; absent where there is nobody in scope, because nothing divided by nothing is not a good rate. */
  readonly rate?: number;
  readonly reachesGoLive: boolean;
}

/** Share of matched children that R-78 asks for. */
const goLiveRate = 0.95;

/**
 * The match rate of the children in scope: those with a plan to share.
 *
 * Matched is who is visible or ended, and who is sensitive (CPR02 says that the number was matched). Who waits is not matched yet.
 */
export function matchRate(inScope: readonly Visibility[]): MatchRate {
  const matched = inScope.filter(({ kind }) => kind !== "waiting" && kind !== "not-visible").length;
  if (inScope.length === 0) return { matched, inScope: 0, reachesGoLive: false };
  const rate = matched / inScope.length;
  return { matched, inScope: inScope.length, rate, reachesGoLive: rate >= goLiveRate };
}

/** How many children stand in each of the states that a user sees, so that no two screens count them differently. */
export interface StateCounts {
  readonly visible: number;
  readonly notVisible: number;
  readonly waiting: number;
  /** Of those waiting, the ones that are in no file yet. */
  readonly notSent: number;
  readonly ended: number;
  readonly cannotBeShared: number;
}

/** Counts the states of the children in scope; every child is counted once. */
export function countStates(inScope: readonly Visibility[]): StateCounts {
  const of = (kind: Visibility["kind"]): number => inScope.filter((one) => one.kind === kind).length;
  return {
    visible: of("visible"),
    notVisible: of("not-visible"),
    waiting: of("waiting"),
    notSent: inScope.filter((one) => one.kind === "waiting" && one.phase === "queued").length,
    ended: of("ended"),
    cannotBeShared: of("cannot-be-shared"),
  };
}
