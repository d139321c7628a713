import { hash as digest } from "node:crypto";
import type { Selectable } from "kysely";
import type { AuditTable } from "../store/tables.js";

/** A row as the chain sees it: all of its columns but its own hash. */
export type ChainedContent = Omit<Selectable<AuditTable>, "hash">;

/** What the first row of a chain follows. */
export const beforeFirst = new Uint8Array(32);

/**
 * The columns that a row says something in: what is written, and what its hash covers, are this one list.
 *
 * Only what is present goes into the hash, each with its name: a column added later leaves earlier rows' hashes alone.
 */
export const contentColumns: Readonly<Record<keyof Omit<ChainedContent, "id" | "previous_hash">, true>> = {
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
};
const names = Object.keys(contentColumns) as readonly (keyof typeof contentColumns)[];

/**
 * A row's hash: SHA-256 over the hash of the row before it, its place and everything it says, sealed bytes included.
 *
 * Without a key, so that an auditor can recompute it from the file alone; what stops a forger from recomputing it too
 * is the signed checkpoint.
 */
export function chainHash(row: ChainedContent): Buffer {
  const content: (string | number)[] = ["cpis audit row 1", row.id, hex(row.previous_hash)];
  for (const name of names) {
    const value = row[name];
    if (value !== null) content.push(name, typeof value === "object" ? hex(value) : value);
  }
  return digest("sha256", JSON.stringify(content), "buffer");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** Whether two hashes are the same. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
