import { sql as rawSql } from "kysely";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";

/** What happened here in the last 30 days, as the audit counts it; for saying what a change would mean. */
export interface MonthCounts {
  /** Checks that were sent, by location. */
  readonly checks: ReadonlyMap<string, number>;
  /** Answers that were “no record”. */
  readonly noRecord: number;
}

const monthMs = 30 * 24 * 60 * 60_000;

const edge = statement<object>()(() =>
  sql.selectFrom("audit").select((all) => [all.fn.min("id").as("first"), all.fn.max("id").as("last")]),
);

const atRow = statement<{ readonly id: number }>()((slot) =>
  sql.selectFrom("audit").select(["id", "at"]).where("id", ">=", slot("id")).orderBy("id").limit(1),
);

const count = statement<{ readonly id: number; readonly at: number }>()((slot) =>
  sql
    .selectFrom("audit")
    .select(["action", "location_id", "outcome", rawSql<number>`count(*)`.as("times")])
    .where("id", ">=", slot("id"))
    .where("at", ">=", slot("at"))
    .where("action", "in", ["intent", "outcome"])
    .groupBy(["action", "location_id", "outcome"]),
);

/** Counts the last 30 days. Only their part of the audit is read, however long it is. */
export function monthCounts(context: StoreContext, now: number): MonthCounts {
  const since = now - monthMs;
  const checks = new Map<string, number>();
  let noRecord = 0;
  for (const row of context.database.all(count, { id: firstIdSince(context, since), at: since })) {
    if (row.action === "outcome" && row.outcome === "no-record") noRecord += row.times;
    if (row.action !== "intent" || row.location_id === null) continue;
    checks.set(row.location_id, (checks.get(row.location_id) ?? 0) + row.times);
  }
  return { checks, noRecord };
}

// Rows are in the order of their ids and, but for moments, of their times: the first of the month is found by halving.
function firstIdSince({ database }: StoreContext, since: number): number {
  const { first, last } = database.first(edge, {}) ?? {};
  let low = first ?? 0;
  let high = last ?? 0;
  const hourMs = 60 * 60_000;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = database.first(atRow, { id: middle });
    if (row === undefined || row.at >= since - hourMs) high = middle;
    else low = row.id + 1;
  }
  return low;
}
