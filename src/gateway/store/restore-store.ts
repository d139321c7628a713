import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { IdSource } from "../../ports/runtime.js";
import { makeOwnersFile, proveCopy, syncFile, syncFolder } from "./back-up-store.js";
import { isDamage, newestMigration, storeFailure } from "./inspect-store.js";
import { markRestored, type MarkedRestored } from "./mark-restored.js";
import { openStore } from "./open-store.js";
import { withStoreAlone } from "./store-alone.js";
import { lockStore } from "./store-lock.js";

/** What SQLite keeps beside a file that is open, or was when its process died. */
const logEndings = ["-wal", "-shm", "-journal"] as const;

/** A backup that is about to become the store again. */
export interface RestoreOrder {
  readonly from: string;
  /** Whether a store that is there may be put aside. It is kept, under another name. */
  readonly replace: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A finished restore. */
export interface Restored extends MarkedRestored {
  /** What the backup's schema was; the store is at the newest. */
  readonly version: number;
  /** Where the store that was there is kept; absent where there was none. */
  readonly kept?: string;
}

/**
 * Puts a backup in the place of the store.
 *
 * It is proved, migrated and marked as restored in a file of its own first; the store's name changes hands in one step, and
 * whatever was there is kept. Throws `CPIS_STORE_IN_USE` where a gateway has the store, `CPIS_STORE_FAILED` where there is one and
 * `replace` was not said and where the backup is no whole store; `CPIS_SEAL_BROKEN` where another key sealed it.
 */
export function restoreStore(store: StorePlan, order: RestoreOrder, ids: IdSource): Restored {
  const { file } = store;
  const there = existsSync(file);
  if (there && !order.replace) {
    throw new CpisError("CPIS_STORE_FAILED", {
      detail: `${file} is there already. Say --replace to put it aside and restore over it.`,
    });
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const staged = `${file}.restoring`;
  try {
    const marked = stage({ ...store, file: staged }, { ...order, replaced: file }, ids);
    if (there) {
      const kept = exchange(file, staged, order.at);
      syncFolder(dirname(file));
      return { ...marked, kept };
    }
    place(file, staged);
    syncFolder(dirname(file));
    return marked;
  } catch (error) {
    removeWithLogs(staged);
    throw storeFailure(order.from, error);
  }
}

function stage(
  staged: StorePlan,
  { from, at, replaced }: RestoreOrder & { readonly replaced: string },
  ids: IdSource,
): Omit<Restored, "kept"> {
  removeWithLogs(staged.file);
  makeOwnersFile(staged.file);
  copyFileSync(from, staged.file);
  const version = proveCopy(staged.file, staged.sealingKey);
  if (version > newestMigration) {
    throw new CpisError("CPIS_STORE_FAILED", {
      detail: `${from} was written by a newer version of this program: install that version.`,
    });
  }
  const context = openStore(staged, ids);
  try {
    const marked = markRestored(context, { at, replaced });
    context.database.emptyLog();
    return { version, ...marked };
  } finally {
    context.database.close();
    syncFile(staged.file);
  }
}

// A store is moved only while nobody has it open: a gateway would go on writing into the file that was put aside.
function exchange(file: string, staged: string, at: number): string {
  const kept = `${file}.before-restore-${new Date(at).toISOString().replaceAll(/[-:]|\.[0-9]+/g, "")}`;
  if (existsSync(kept)) {
    throw new CpisError("CPIS_STORE_FAILED", { detail: `${kept} is there already: move it away.` });
  }
  const swap = (): void => {
    renameSync(file, kept);
    renameSync(staged, file);
  };
  try {
    withStoreAlone(file, swap);
  } catch (error) {
    if (!CpisError.is(error) || !isDamage(error.cause)) throw error;
    exchangeDamaged(file, kept, swap);
  }
  return kept;
}

// A broken store is what a backup is for: SQLite cannot fold its logs into it any more, so they are put aside beside it.
function exchangeDamaged(file: string, kept: string, swap: () => void): void {
  const lock = lockStore(file);
  try {
    for (const log of logEndings) {
      if (existsSync(`${file}${log}`)) renameSync(`${file}${log}`, `${kept}${log}`);
    }
    swap();
  } finally {
    lock.release();
  }
}

function place(file: string, staged: string): void {
  // The log of a store that is gone would be read into this one.
  for (const log of logEndings) rmSync(`${file}${log}`, { force: true });
  renameSync(staged, file);
}

function removeWithLogs(file: string): void {
  for (const each of ["", ...logEndings]) rmSync(`${file}${each}`, { force: true });
}
