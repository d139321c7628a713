import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { openExisting, proveKeyFits, storeFailure } from "./inspect-store.js";

/** A finished backup. */
export interface BackedUp {
  /** The last migration of the store. */
  readonly version: number;
  readonly bytes: number;
  /** To compare with where it is kept; lower-case hexadecimal. */
  readonly sha256: string;
}

/** More pages than any store has: after the first step the rest is copied at once, or a busy gateway would start it over and over. */
const allPages = 0x7fff_ffff;

/**
 * Copies a store into a new file, whether or not a gateway is using it. What is sealed stays sealed, and opens with the same
 * key only.
 *
 * The file appears under its name once it is whole, proved and on the disk. Throws `CPIS_STORE_FAILED` where there is such a
 * file already, and the store's own errors.
 */
export async function backUpStore(store: StorePlan, to: string): Promise<BackedUp> {
  if (existsSync(to)) {
    throw new CpisError("CPIS_STORE_FAILED", { detail: `${to} is there already: name another file.` });
  }
  const partial = `${to}.partial`;
  const connection = openExisting(store.file);
  try {
    proveKeyFits(connection, store.sealingKey);
    makeOwnersFile(partial);
    await connection.backup(partial, { progress: () => allPages });
    const version = proveCopy(partial, store.sealingKey);
    syncFile(partial);
    renameSync(partial, to);
    syncFolder(dirname(to));
    return { version, bytes: statSync(to).size, sha256: await hashOf(to) };
  } catch (error) {
    rmSync(partial, { force: true });
    throw storeFailure(store.file, error);
  } finally {
    connection.close();
  }
}

/**
 * Proves that a file is a whole store that this key opens, and makes it one single file. Returns its last migration.
 *
 * Throws `CPIS_STORE_FAILED` where it is damaged, and `CPIS_SEAL_BROKEN` where the key is another one.
 */
export function proveCopy(file: string, sealingKey: string): number {
  const copy = openExisting(file);
  try {
    // A copy says of itself that it has a write-ahead log; by itself it is one file.
    copy.pragma("journal_mode = DELETE");
    if (copy.pragma("integrity_check", { simple: true }) !== "ok") {
      throw new CpisError("CPIS_STORE_FAILED", { detail: `${file} is damaged.` });
    }
    proveKeyFits(copy, sealingKey);
    return Number(copy.pragma("user_version", { simple: true }));
  } finally {
    copy.close();
  }
}

/** Makes an empty file that only its owner can read, in place of whatever a broken attempt left. */
export function makeOwnersFile(file: string): void {
  rmSync(file, { force: true });
  closeSync(openSync(file, "wx", 0o600));
  chmodSync(file, 0o600);
}

/** Returns once the file would survive a power cut. */
export function syncFile(file: string): void {
  const handle = openSync(file, "r+");
  fsyncSync(handle);
  closeSync(handle);
}

/** The same for the names in a folder. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder, and does not need to.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest("hex");
}
