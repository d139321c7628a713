import { londonTime } from "../../domain/instant.js";
import type { AuditRecord } from "../../ports/audit.js";
import { wasKeptBack } from "./kept-back.js";
import { createUnopenedRecords } from "./unopened-records.js";

/** One line of a report: what is counted, where, when, and how often. */
export interface ReportLine {
  readonly report:
    | "checks-by-state"
    | "setting-by-day"
    | "records-not-opened"
    | "location-without-checks"
    /** Which words the banner has had since this build was installed. */
    | "wording-hash";
  readonly locationId: string;
  /** A day, or a day with its shift. */
  readonly when: string;
  readonly what: string;
  readonly count: number;
}

interface Answer {
  readonly locationId: string;
  readonly at: number;
}

/**
 * Counts from the audit what a safety lead asks: how checks ended, which setting each location sent, on which shift
 * records came that nobody opened, and which locations asked nothing at all.
 *
 * What counts as opened is said in `createUnopenedRecords`. A record that came shortly before the end of the time may
 * still be opened.
 */
export function safetyReport(
  rows: Iterable<AuditRecord>,
  locations: readonly string[],
): readonly ReportLine[] {
  const counts = new Map<string, ReportLine>();
  const records = createUnopenedRecords<Answer>();
  const asked = new Set<string>();
  const count = (line: Omit<ReportLine, "count">): void => {
    const key = JSON.stringify([line.report, line.locationId, line.when, line.what]);
    counts.set(key, { ...line, count: (counts.get(key)?.count ?? 0) + 1 });
  };
  for (const row of rows) {
    const { action, locationId = "", at } = row;
    const when = londonTime(at).date;
    const state = checkState(row);
    if (state !== undefined) count({ report: "checks-by-state", locationId, when, what: state });
    if (action === "intent") {
      asked.add(locationId);
      count({ report: "setting-by-day", locationId, when, what: row.accessMode ?? "unknown" });
    }
    records.note(row, () => ({ locationId, at }));
  }
  for (const { locationId, at } of records.unopened()) {
    count({ report: "records-not-opened", locationId, when: shiftOf(at), what: "record" });
  }
  for (const locationId of locations.filter((id) => !asked.has(id))) {
    count({ report: "location-without-checks", locationId, when: "", what: "no check was sent" });
  }
  return [...counts.values()];
}

/** How a check ended, in words for people; undefined for a row that ends none. */
export function checkState(row: Pick<AuditRecord, "action" | "outcome" | "reason">): string | undefined {
  const { action, outcome, reason } = row;
  if (action === "not-checked") return `not checked: ${reason ?? "unknown"}`;
  if (action === "joined" || action === "reused") return action;
  if (action !== "outcome") return undefined;
  if (wasKeptBack(row)) return `not checked: ${reason ?? "unknown"}`;
  // Which checks found a record is nobody's statistic; whether one was answered is.
  return outcome === "failed" ? `failed: ${reason ?? "unknown"}` : "answered";
}

const dayShift = { from: "08:00", to: "20:00" };

function shiftOf(at: number): string {
  const { date, time } = londonTime(at);
  return `${date} ${time >= dayShift.from && time < dayShift.to ? "08:00-20:00" : "20:00-08:00"}`;
}
