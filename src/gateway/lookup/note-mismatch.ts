import type { LookupStore } from "../../ports/lookup-store.js";
import type { AuditEntry } from "../../ports/audit.js";
import type { Telemetry } from "../../ports/telemetry.js";

/** The lookup whose host disagrees, and who was looking. */
export type MismatchFacts = Omit<AuditEntry, "action" | "outcome" | "reason"> & { readonly lookupId: string };

/** Keeps in the audit, once per lookup, that an answer was withheld from it because its host disagrees; and alarms. */
export async function noteMismatch(
  facts: MismatchFacts,
  { store, telemetry }: { readonly store: LookupStore; readonly telemetry: Telemetry },
): Promise<void> {
  const { lookupId, messageId } = facts;
  if (!(await store.auditOnce({ ...facts, action: "identity-mismatch", outcome: "record" }))) return;
  telemetry.alarm("identity-mismatch", { lookupId, ...(messageId === undefined ? {} : { messageId }) });
}
