import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { auditOf, type StoredRow } from "../../../../src/gateway/audit/audit-file.js";
import { chainHash } from "../../../../src/gateway/audit/chain-row.js";
import { signCheckpoint } from "../../../../src/gateway/audit/checkpoint.js";
import { createSqliteAuditTrail } from "../../../../src/gateway/audit/sqlite-audit-trail.js";
import {
  verifyAudit,
  type AuditVerdict,
  type Witnesses,
} from "../../../../src/gateway/audit/verify-audit.js";
import { openStore } from "../../../../src/gateway/store/open-store.js";
import { randomIds } from "../../../../src/gateway/telemetry/runtime.js";
import type { AuditEntry } from "../../../../src/ports/audit.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";

export const sealingKey = Buffer.alloc(32, 7).toString("base64");

/** An entry that fills most columns; each number another one. */
export function entry(number: number, changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: noon + number * 1000,
    action: number % 3 === 0 ? "displayed" : "intent",
    actor: {
      kind: "person",
      id: "999900000101",
      name: "Ama O’Rell",
      roleProfileId: "999900000102",
      jobRoleCode: "R8001",
      organisationOdsCode: "ZZ9A1",
      workstation: "ED-07",
    },
    lookupId: `LOOKUP-${String(number)}`,
    messageId: `MESSAGE-${String(number)}`,
    locationId: "ed",
    accessMode: "unscheduled",
    trigger: "opened",
    authorMode: "person",
    subject: { nhsNumber: "9995260182", encounterId: `ENC-${String(number)}` },
    durationMs: number,
    codes: ["NF"],
    ...(number % 3 === 0
      ? {
          display: {
            eventId: `E-${String(number)}`,
            sequence: 1,
            version: 2,
            reportedAt: "2026-01-01T12:00:00Z",
          },
        }
      : {}),
    ...changes,
  };
}

/** A store with an audit, in a folder of its own. */
export function openAudited() {
  const folder = mkdtempSync(join(tmpdir(), "cpis-audit-"));
  const file = join(folder, "store.sqlite");
  const context = openStore({ file, sealingKey }, randomIds, "abcdef012345");
  const trail = createSqliteAuditTrail(context);
  return {
    folder,
    file,
    context,
    trail,
    append: (from: number, through: number) =>
      trail.append(Array.from({ length: through - from + 1 }, (_, index) => entry(from + index))),
    sign: (at = noon) => context.commits.write(() => signCheckpoint(context, at)),
    verify: (witnesses?: Witnesses): AuditVerdict => verifyPath(file, witnesses),
    close() {
      context.database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Audited = ReturnType<typeof openAudited>;

/** Verifies a store's file. */
export function verifyPath(file: string, witnesses?: Witnesses): AuditVerdict {
  return verifyCopy(new SqliteDatabase(file, { readonly: true }), witnesses);
}

/** Verifies an open copy and closes it. */
export function verifyCopy(copy: SqliteDatabase.Database, witnesses?: Witnesses): AuditVerdict {
  const audit = auditOf(copy);
  try {
    return verifyAudit(audit, witnesses);
  } finally {
    audit.close();
  }
}

/** The bytes of a store's file, from which copies can be opened in memory. */
export function bytesOf(file: string): Buffer {
  const connection = new SqliteDatabase(file, { readonly: true });
  const bytes = connection.serialize();
  connection.close();
  // A file in memory cannot have a write-ahead log: these two bytes say that there is none.
  bytes.fill(1, 18, 20);
  return bytes;
}

/** A copy in the hands of somebody who knows SQL: no trigger stands in their way. */
export function unguarded(bytes: Buffer): SqliteDatabase.Database {
  const copy = new SqliteDatabase(bytes);
  const triggers = copy
    .prepare<[], { name: string }>(
      "select name from sqlite_master where type = 'trigger' and name like 'audit%'",
    )
    .all();
  for (const { name } of triggers) copy.exec(`drop trigger ${name}`);
  return copy;
}

/** Every row, in order. */
export function rowsOf(copy: SqliteDatabase.Database): readonly StoredRow[] {
  return copy.prepare<[], StoredRow>("select * from audit order by id").all();
}

/** What a forger does who knows how the chain is made: writes every hash anew from a row on, and the chain's end. */
export function rechainFrom(copy: SqliteDatabase.Database, id: number): void {
  const rows = rowsOf(copy);
  let previous = rows.findLast((row) => row.id < id)?.hash ?? Buffer.alloc(32);
  const write = copy.prepare("update audit set previous_hash = ?, hash = ? where id = ?");
  for (const row of rows.filter((candidate) => candidate.id >= id)) {
    const hash = chainHash({ ...row, previous_hash: previous });
    write.run(previous, hash, row.id);
    previous = hash;
  }
  copy.prepare("update audit_head set row_id = ?, row_hash = ?").run(rows.at(-1)?.id ?? 0, previous);
}
