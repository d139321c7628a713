import type { ServiceIdentifier } from "inversify";
import { londonMidnight } from "../../../domain/instant.js";
import type { WorkListName } from "../../../contract/console.js";
import type { Clock } from "../../../ports/runtime.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { createCheckCounts, type DayCounts } from "./check-counts.js";
import { createConnectionWatch, type ConnectionState } from "./connection-watch.js";
import { idBefore, newestId, readLedgerRows, type LedgerRow } from "./ledger-row.js";
import type { OpenItem } from "./open-item.js";
import { createOpenItems } from "./open-items.js";
import { byAge } from "./work-list-cursor.js";

/** What the audit of the last days comes to, kept in memory and brought up to date when somebody asks. */
export interface CheckLedger {
  /** Reads the rows that were written since the last time; a few milliseconds at a time. */
  refresh(): Promise<void>;
  /** Today and the days before, newest first. */
  days(): readonly DayCounts[];
  /** Oldest first; records only once they have been there for an hour (H-12). */
  list(name: WorkListName): readonly OpenItem[];
  connection(): ConnectionState;
}
export const CheckLedger: ServiceIdentifier<CheckLedger> = Symbol("CheckLedger");

/** For how long a record may lie unopened before anybody is told (H-12). */
export const unopenedAfterMinutes = 60;

const daysBefore = 7;

const findFailure = statement<{ messageId: string }>()((slot) =>
  sql.selectFrom("query").select(["concluded_at", "failure"]).where("message_id", "=", slot("messageId")),
);

/**
 * Follows the audit from seven days ago on. The audit only grows, and each row is read once, by its id: what anybody asks
 * costs what happened since they last asked, however long the audit is.
 */
export function createCheckLedger(context: StoreContext, clock: Clock): CheckLedger {
  const isAnswered = (messageId: string): boolean => {
    const query = context.database.first(findFailure, { messageId });
    return query !== undefined && query.concluded_at !== null && query.failure === null;
  };
  const counts = createCheckCounts();
  const items = createOpenItems(isAnswered);
  const connection = createConnectionWatch();
  let readThrough: number | undefined;
  let forgotten = 0;
  let reading: Promise<void> = Promise.resolve();

  const note = (row: LedgerRow): void => {
    for (const part of [counts, items, connection]) part.note(row);
  };
  const read = async (): Promise<void> => {
    const since = horizon(clock.now());
    readThrough ??= await idBefore(context, since, breathe);
    for (let newest = newestId(context); readThrough < newest; newest = newestId(context)) {
      const { rows, through } = readLedgerRows(context, readThrough, newest);
      for (const row of rows) if (row.at >= since) note(row);
      readThrough = through;
      await breathe();
    }
    if (since === forgotten) return;
    forgotten = since;
    counts.forgetBefore(since);
    items.forgetBefore(since);
  };
  return {
    refresh() {
      // One after the other: two readings at once would count what both have read twice.
      reading = reading.then(read, read);
      return reading;
    },
    days: () => counts.days(clock.now()),
    list(name) {
      const youngest = clock.now() - (name === "records-not-opened" ? unopenedAfterMinutes * 60_000 : 0);
      return items
        .list(name)
        .filter(({ since }) => since <= youngest)
        .toSorted(byAge);
    },
    connection: () => connection.state(clock.now()),
  };
}

const dayMs = 86_400_000;

function horizon(now: number): number {
  // An hour more, because a day of the change to winter time has 25.
  return londonMidnight(londonMidnight(now) - daysBefore * dayMs + 3_600_000);
}

/** Lets the process do what else is waiting. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
