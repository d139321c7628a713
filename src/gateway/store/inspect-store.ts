import SqliteDatabase from "better-sqlite3";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { migrations } from "./migrations.js";
import { createSealer } from "./sealer.js";
import { sealPlace } from "./store-context.js";

/** The schema that this version of the program works with. */
export const newestMigration = migrations.at(-1)?.id ?? 0;

/** What can be told of a store without changing it. */
export interface StoreInspection {
  /** The last migration that it has. */
  readonly version: number;
  readonly integrity: "ok" | "damaged";
}

const busyTimeoutMs = 5_000;

/**
 * Looks at a store's file: sound, writable, and sealed with this key. Nothing in it is changed, no migration is run, and a
 * running gateway is not disturbed.
 *
 * Throws `CPIS_STORE_FAILED` where it cannot be opened or written, and `CPIS_SEAL_BROKEN` where the key is another one.
 */
export function inspectStore(store: StorePlan): StoreInspection {
  const connection = openExisting(store.file);
  try {
    if (connection.pragma("quick_check", { simple: true }) !== "ok") {
      return { version: 0, integrity: "damaged" };
    }
    proveWritable(connection);
    proveKeyFits(connection, store.sealingKey);
    return { version: Number(connection.pragma("user_version", { simple: true })), integrity: "ok" };
  } catch (error) {
    if (isDamage(error)) return { version: 0, integrity: "damaged" };
    throw storeFailure(store.file, error);
  } finally {
    connection.close();
  }
}

/** Opens a file that must be there already. Throws `CPIS_STORE_FAILED`. */
export function openExisting(file: string): SqliteDatabase.Database {
  try {
    return new SqliteDatabase(file, { fileMustExist: true, timeout: busyTimeoutMs });
  } catch (error) {
    throw storeFailure(file, error);
  }
}

/** Throws `CPIS_SEAL_BROKEN` where the file was sealed with another key, or is no store of a gateway. */
export function proveKeyFits(connection: SqliteDatabase.Database, sealingKey: string): void {
  const sealer = createSealer(sealingKey);
  const sealed = connection
    .prepare<[string], { readonly sealed: Uint8Array }>("select sealed from seal_check where key_id = ?")
    .get(sealer.keyId);
  if (sealed === undefined) throw new CpisError("CPIS_SEAL_BROKEN");
  sealer.open(sealed.sealed, sealPlace.sealCheck(sealer.keyId));
}

/** The error of a store that cannot be used, with its path and SQLite's own reason. */
export function storeFailure(file: string, cause: unknown): CpisError {
  if (CpisError.is(cause)) return cause;
  const why = cause instanceof Error ? cause.message : "unknown fault";
  return new CpisError("CPIS_STORE_FAILED", { cause, detail: `The store ${file} cannot be used: ${why}.` });
}

function proveWritable(connection: SqliteDatabase.Database): void {
  connection.exec("begin immediate");
  connection.exec("rollback");
}

/** Whether SQLite says that a file is broken, or never was a database. */
export function isDamage(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return error.code === "SQLITE_CORRUPT" || error.code === "SQLITE_NOTADB";
}
