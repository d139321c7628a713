import type SqliteDatabase from "better-sqlite3";
import { CpisError } from "../../errors/cpis-error.js";
import { isDamage, openExisting, storeFailure } from "./inspect-store.js";

/**
 * Works on a store that nobody else has open, and keeps everybody out until it is done.
 *
 * Leaving the write-ahead log needs the file alone: while a gateway has it open, SQLite refuses, whatever that gateway is
 * doing. Throws `CPIS_STORE_FAILED` then.
 */
export function withStoreAlone<Result>(
  file: string,
  work: (connection: SqliteDatabase.Database) => Result,
): Result {
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
    throw new CpisError("CPIS_STORE_FAILED", {
      detail: `The store ${file} is in use: stop the gateway first.`,
      cause,
    });
  }
}
