import type SqliteDatabase from "better-sqlite3";
import { isDamage, openExisting, storeFailure } from "./inspect-store.js";
import { lockStore, storeInUse } from "./store-lock.js";

/**
 * Works on a store that nobody else has open, and keeps everybody out until it is done.
 *
 * A gateway holds the store's lock for as long as it runs. Others may have the file open without it, to read the audit, say:
 * leaving the write-ahead log needs the file alone, so SQLite refuses then. Throws `CPIS_STORE_IN_USE` in both cases.
 */
export function withStoreAlone<Result>(
  file: string,
  work: (connection: SqliteDatabase.Database) => Result,
): Result {
  const lock = lockStore(file);
  try {
    return workAlone(file, work);
  } finally {
    lock.release();
  }
}

function workAlone<Result>(file: string, work: (connection: SqliteDatabase.Database) => Result): Result {
  const connection = openExisting(file);
  try {
    connection.pragma("busy_timeout = 500");
    connection.pragma("locking_mode = EXCLUSIVE");
    takeAlone(file, connection);
    return work(connection);
  } catch (error) {
    throw storeFailure(file, error);
  } finally {
    connection.close();
  }
}

function takeAlone(file: string, connection: SqliteDatabase.Database): void {
  try {
    const mode = connection.pragma("journal_mode = DELETE", { simple: true });
    if (mode !== "delete") throw new Error(`journal mode ${String(mode)}`);
    // In this locking mode the lock stays after the transaction, until the connection is closed.
    connection.exec("begin exclusive; commit");
  } catch (cause) {
    if (isDamage(cause)) throw cause;
    throw storeInUse(file, cause);
  }
}
