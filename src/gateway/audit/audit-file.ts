import { existsSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditCheckpointTable, AuditKeyTable, AuditRemovalTable } from "../store/tables.js";
import type { ChainedContent } from "./chain-row.js";

/** A row as it stands in the file. */
export type StoredRow = ChainedContent & { readonly hash: Uint8Array };

/** The chain's end as the file keeps it, beside the last row that is really there. */
export interface ChainEnd {
  readonly chainId: string;
  readonly rowId: number;
  readonly rowHash: Uint8Array;
  /** 0 where there is no row. */
  readonly lastId: number;
}

/** The audit of one store's file, for reading only: needs no key, changes nothing, and never stops a running gateway. */
export interface AuditFile {
  end(): ChainEnd | undefined;
  /** Rows after an id, in their order. */
  rowsAfter(id: number, limit: number): readonly StoredRow[];
  keys(): readonly AuditKeyTable[];
  checkpoints(): readonly AuditCheckpointTable[];
  removals(): readonly AuditRemovalTable[];
  close(): void;
}

/** Opens it. Throws `CPIS_STORE_FAILED` where there is no such file, or none with a chain. */
export function openAuditFile(path: string): AuditFile {
  if (!existsSync(path)) throw new CpisError("CPIS_STORE_FAILED", { detail: `There is no store ${path}.` });
  let connection: SqliteDatabase.Database | undefined;
  try {
    connection = new SqliteDatabase(path, { readonly: true });
    return auditOf(connection);
  } catch (cause) {
    connection?.close();
    const why = cause instanceof Error ? cause.message : "unknown fault";
    throw new CpisError("CPIS_STORE_FAILED", {
      cause,
      detail: `The audit of ${path} cannot be read: ${why}.`,
    });
  }
}

/** Reads the audit of an open connection, which `close` closes. */
export function auditOf(connection: SqliteDatabase.Database): AuditFile {
  // Each reading is short: a long one would keep a running gateway from emptying its log.
  const end = connection.prepare<[], ChainEnd>(
    `select chain_id as chainId, row_id as rowId, row_hash as rowHash,
       (select coalesce(max(id), 0) from audit) as lastId from audit_head`,
  );
  const rows = connection.prepare<[number, number], StoredRow>(
    "select * from audit where id > ? order by id limit ?",
  );
  const keys = connection.prepare<[], AuditKeyTable>("select * from audit_key");
  const checkpoints = connection.prepare<[], AuditCheckpointTable>(
    "select * from audit_checkpoint order by number",
  );
  const removals = connection.prepare<[], AuditRemovalTable>(
    "select * from audit_removal order by through_id",
  );
  return {
    end: () => end.get(),
    rowsAfter: (id, limit) => rows.all(id, limit),
    keys: () => keys.all(),
    checkpoints: () => checkpoints.all(),
    removals: () => removals.all(),
    close: () => void connection.close(),
  };
}
