import type { NotCheckedReason } from "../../domain/lookup-state.js";
import type { AuditRecord } from "../../ports/audit.js";

const pauses: ReadonlySet<string> = new Set<NotCheckedReason>(["switched-off", "automatic-switched-off"]);

/**
 * Whether a query ended because a pause kept it back before a byte of it left: it stands in the audit as failed, and for people
 * its patient was not checked (H-04).
 */
export function wasKeptBack({ outcome, reason = "" }: Pick<AuditRecord, "outcome" | "reason">): boolean {
  return outcome === "failed" && pauses.has(reason);
}
