import { closeSync, fdatasync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** Makes committed transactions durable without stopping the process while the disk works. */
export interface WalSync {
  sync(): Promise<void>;
  close(): void;
}

const flush = promisify(fdatasync);

/**
 * Flushes the write-ahead log of an open database.
 *
 * SQLite's own `synchronous=FULL` does the same after every commit, but inside the commit, where the whole process waits
 * (docs/adr/0006). Once a flush has failed nobody knows which pages are on the disk, so every later one fails too.
 */
export function createWalSync(databaseFile: string): WalSync {
  if (databaseFile === ":memory:") return { sync: () => Promise.resolve(), close: () => undefined };
  const log = openSync(`${databaseFile}-wal`, "r+");
  // The log's own name must survive a power cut, not only what is in it.
  syncFolder(dirname(databaseFile));
  let failure: { readonly cause: unknown } | undefined;
  return {
    async sync() {
      if (failure !== undefined) throw new Error("an earlier flush failed", failure);
      try {
        await flush(log);
      } catch (cause) {
        failure = { cause };
        throw cause;
      }
    },
    close: () => closeSync(log),
  };
}

function syncFolder(folder: string): void {
  // Windows keeps names durable by itself, and does not open folders.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
