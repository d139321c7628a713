import type { Database } from "./database.js";
import { sql, statement } from "./statement.js";

/** How many queries a site and each of its users have made lately. */
export interface RecentQueries {
  /** Counts of queries made after `since`. */
  count(owner: string, since: number): { readonly byUser: number; readonly bySite: number };
  add(owner: string, at: number): void;
}

const longestWindowMs = 10 * 60_000;

const lately = statement<{ since: number }>()((slot) =>
  sql
    .selectFrom("query")
    .select(["asker_owner", "asked_at"])
    .where("access_mode", "=", "unscheduled")
    .where("asked_at", ">", slot("since"))
    .orderBy("asked_at"),
);

/**
 * Counts in memory: at a busy minute's end, counting rows would cost more than everything else a lookup does. What was
 * asked before a restart is read back once, so that restarting does not lift a ceiling.
 *
 * A query whose transaction fails afterwards stays counted; that errs towards asking less.
 */
export function createRecentQueries(database: Database): RecentQueries {
  const site: number[] = [];
  const users = new Map<string, number[]>();
  let loaded = false;
  const add = (owner: string, at: number): void => {
    site.push(at);
    const own = users.get(owner) ?? [];
    users.set(owner, own);
    own.push(at);
  };
  return {
    add,
    count(owner, since) {
      if (!loaded) {
        loaded = true;
        const rows = database.all(lately, { since: since - longestWindowMs });
        for (const row of rows) add(row.asker_owner, row.asked_at);
      }
      const own = users.get(owner) ?? [];
      const counts = { byUser: countAfter(own, since), bySite: countAfter(site, since) };
      if (own.length === 0) users.delete(owner);
      return counts;
    },
  };
}

// Times are added in order, but for a clock that is set back; then an older one waits behind a newer.
function countAfter(times: number[], since: number): number {
  let passed = 0;
  while (passed < times.length && (times[passed] ?? 0) <= since) passed += 1;
  times.splice(0, passed);
  return times.length;
}
