import type { TakeoverTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";

/** Reads the take-over without its sealed parts. */
const readStop = statement<object>()<Pick<TakeoverTable, "state" | "since">>(() =>
  sql.selectFrom("takeover").select(["state", "since"]),
);

/** A stop of uploads because a take-over is not approved. */
export interface TakeoverStop {
  readonly because: "takeover-not-approved";
  readonly since: number;
}

/**
 * Whether a take-over keeps every file from being opened: one that is proposed or withdrawn, or none where the configuration says
 * that the council takes over.
 *
 * After a withdrawal the other system goes on: a file of ours beside its own would overwrite its plans (H-20).
 */
export function takeoverStop(
  { database }: Pick<StoreContext, "database">,
  expectedSince: number | undefined,
): TakeoverStop | undefined {
  const takeover = database.first(readStop, {});
  if (takeover === undefined) {
    return expectedSince === undefined
      ? undefined
      : { because: "takeover-not-approved", since: expectedSince };
  }
  const free = takeover.state === "approved" || takeover.state === "released";
  return free ? undefined : { because: "takeover-not-approved", since: takeover.since };
}
