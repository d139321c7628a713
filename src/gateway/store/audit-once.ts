import type { AuditEntry } from "../../ports/audit.js";
import { insertAudit } from "../audit/audit-rows.js";
import { sql, statement } from "./statement.js";
import type { StoreContext } from "./store-context.js";

const findSame = statement<{ lookupId: string; action: string }>()((slot) =>
  sql
    .selectFrom("audit")
    .select("id")
    .where("lookup_id", "=", slot("lookupId"))
    .where("action", "=", slot("action"))
    .limit(1),
);

/** Writes an entry unless its lookup has one of the same action; says whether it did. */
export function auditOnce(context: StoreContext, entry: AuditEntry & { readonly lookupId: string }): boolean {
  const { lookupId, action } = entry;
  if (context.database.first(findSame, { lookupId, action }) !== undefined) return false;
  insertAudit(context, entry);
  return true;
}
