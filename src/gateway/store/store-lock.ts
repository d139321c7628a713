import { closeSync, existsSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { CpisError } from "../../errors/cpis-error.js";
import { storeFailure } from "./inspect-store.js";

/** The right to be the only process that works on a store. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes a store for this process alone: two gateways on one file would each believe that nobody else sends.
 *
 * It is a lock of the operating system on a file beside the store, so it ends with the process however that ends, and a
 * file that is left over locks nothing. Throws `CPIS_STORE_IN_USE` where another has it, this process included, and
 * `CPIS_STORE_FAILED` where the folder cannot be written.
 */
export function lockStore(file: string): StoreLock {
  if (file === ":memory:") return { release: () => undefined };
  const connection = openLockFile(file);
  try {
    // Never committed and nothing is written in it: the lock stays until the connection is closed.
    connection.exec("begin exclusive");
    return { release: () => void connection.close() };
  } catch (cause) {
    connection.close();
    throw storeInUse(file, cause);
  }
}

/** Runs `work` while nobody else may work on the store. Throws as `lockStore` does. */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = lockStore(file);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** What whoever finds a store taken is told. */
export function storeInUse(file: string, cause?: unknown): CpisError {
  return new CpisError("CPIS_STORE_IN_USE", {
    detail: `The store ${file} is in use: stop the gateway first, or the command that works on it.`,
    cause,
  });
}

function openLockFile(file: string): SqliteDatabase.Database {
  try {
    const path = `${trueName(file)}.lock`;
    // Only where it is not there: to close a file that this process has locked would end its lock.
    if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
    return new SqliteDatabase(path, { timeout: 0 });
  } catch (cause) {
    throw storeFailure(file, cause);
  }
}

// By whatever name or link somebody calls it, it is the same store.
function trueName(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
}
