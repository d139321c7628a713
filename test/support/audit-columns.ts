import type { AuditTable } from "../../src/gateway/store/tables.js";

/**
 * The columns of the audit but its place, written down for the tests by themselves: the product's own list must not be what
 * it is held against.
 */
export const auditColumns: Readonly<Record<keyof Omit<AuditTable, "id">, true>> = {
  entry_id: true,
  at: true,
  action: true,
  actor_kind: true,
  actor_id: true,
  actor_name: true,
  role_profile_id: true,
  job_role_code: true,
  organisation: true,
  workstation: true,
  lookup_id: true,
  message_id: true,
  location_id: true,
  access_mode: true,
  trigger: true,
  author_mode: true,
  outcome: true,
  reason: true,
  codes: true,
  duration_ms: true,
  event_id: true,
  sequence: true,
  version: true,
  reported_at: true,
  plan_hash: true,
  details: true,
  subject_hash: true,
  sealed_subject: true,
  previous_hash: true,
  hash: true,
};
