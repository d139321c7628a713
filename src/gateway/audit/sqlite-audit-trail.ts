import type { AuditTrail } from "../../ports/audit.js";
import { sql } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import { insertAudit, readAuditRow } from "./audit-rows.js";

/** The trail in the store's own file, so that a change of state and its audit row share one transaction. */
export function createSqliteAuditTrail(context: StoreContext): AuditTrail {
  return {
    append: (entries) =>
      context.commits.write(() => {
        for (const entry of entries) insertAudit(context, entry);
      }),
    read({ lookupId, messageId, action, after, limit }) {
      let query = sql
        .selectFrom("audit")
        .selectAll()
        .orderBy("id")
        .limit(limit ?? 1000);
      if (lookupId !== undefined) query = query.where("lookup_id", "=", lookupId);
      if (messageId !== undefined) query = query.where("message_id", "=", messageId);
      if (action !== undefined) query = query.where("action", "=", action);
      if (after !== undefined) query = query.where("id", ">", after);
      return Promise.resolve(context.database.query(query).map((row) => readAuditRow(context, row)));
    },
  };
}
