import type { AuditActor, AuditEntry, AuditRecord } from "../../ports/audit.js";
import type { StoreContext } from "../store/store-context.js";
import { insertAudit } from "./audit-rows.js";
import { auditSlices, type AuditCriteria, type ReadingOrder } from "./read-range.js";

/** Somebody who reads the audit, when and why. */
export interface AuditReading {
  readonly actor: AuditActor;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In their own words; kept sealed. */
  readonly reason: string;
}

/**
 * Hands out the rows that somebody looks for, a slice at a time. That it was done, by whom and why, is durable in the audit
 * before the first row; a terminal and the console do it here alike.
 */
export async function* searchAudit(
  context: StoreContext,
  criteria: AuditCriteria,
  reading: AuditReading,
  order: Pick<ReadingOrder, "newestFirst"> & { readonly signal?: AbortSignal } = {},
): AsyncGenerator<readonly AuditRecord[]> {
  await noteReading(context, "audit-searched", criteria, reading, {});
  yield* breathing(context, criteria, { ...order, withSubjects: true });
}

/** Writes down that rows are read, whose they are if that is known, and what they were chosen by. */
export async function noteReading(
  context: StoreContext,
  action: "audit-searched" | "audit-exported",
  criteria: AuditCriteria,
  { actor, at, reason }: AuditReading,
  more: NonNullable<AuditEntry["details"]>,
): Promise<void> {
  const { from, to, nhsNumber, userId, action: wanted, locationId, before } = criteria;
  const chosen = {
    ...more,
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    ...(userId === undefined ? {} : { userId }),
    ...(wanted === undefined ? {} : { action: wanted }),
    ...(locationId === undefined ? {} : { locationId }),
    ...(before === undefined ? {} : { before }),
  };
  const subject = {
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(reason === "" ? {} : { note: reason }),
  };
  const entry: AuditEntry = {
    at,
    action,
    actor,
    ...(Object.keys(chosen).length === 0 ? {} : { details: chosen }),
    ...(Object.keys(subject).length === 0 ? {} : { subject }),
  };
  await context.commits.write(() => insertAudit(context, entry));
}

/** The slices of a reading, between which the process does what else is waiting; they end early where `signal` says so. */
export async function* breathing(
  context: StoreContext,
  criteria: AuditCriteria,
  order: ReadingOrder & { readonly signal?: AbortSignal },
): AsyncGenerator<readonly AuditRecord[]> {
  for (const rows of auditSlices(context, criteria, order)) {
    if (order.signal?.aborted === true) return;
    if (rows.length > 0) yield rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
