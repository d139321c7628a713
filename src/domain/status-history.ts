import type { StatusEntry } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import { groupOf, type StatusTable } from "./legal-status.js";
import { compareDates } from "./local-date.js";

/** One status with the days on which it was really in force, both ends included. */
export interface StatusSpan {
  /** Its place in the case's history. */
  readonly index: number;
  readonly code: string;
  readonly from: LocalDate;
  /** The recorded last day, or the day on which the next status of its group took its place; absent while it lasts. */
  readonly until?: LocalDate;
}

/**
 * Settles when each status of a history was in force.
 *
 * A recorded end is taken as it stands. Where none was recorded, the next status of the same group ended it, whether or
 * not that one qualifies (H-23); of two that begin on one day, the one recorded later follows. A code the table does not
 * know ends nothing: a plan is not taken down because of a word nobody has explained.
 */
export function resolveStatusSpans(
  statuses: readonly StatusEntry[],
  table: StatusTable,
): readonly StatusSpan[] {
  const ordered = statuses
    .map((entry, index) => ({ entry, index, group: groupOf(table, entry.code) }))
    .sort((one, other) => compareDates(one.entry.from, other.entry.from) || one.index - other.index);
  const nextStart = new Map<string, LocalDate>();
  const spans: StatusSpan[] = [];
  for (const { entry, index, group } of ordered.reverse()) {
    const until = entry.until ?? (group === undefined ? undefined : nextStart.get(group));
    spans.push({ index, code: entry.code, from: entry.from, ...(until === undefined ? {} : { until }) });
    if (group !== undefined) nextStart.set(group, entry.from);
  }
  return spans.reverse();
}

/** Whether a status was in force on a day. */
export function inForceOn(span: StatusSpan, day: LocalDate): boolean {
  return span.from <= day && (span.until === undefined || day <= span.until);
}
