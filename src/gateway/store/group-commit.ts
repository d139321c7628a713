import { CpisError } from "../../errors/cpis-error.js";
import type { Database } from "./database.js";

/** Runs writes in transactions; those that arrive together share one commit and one wait for the disk. */
export interface GroupCommit {
  /** Runs `job` whole or not at all, after every job handed in before; resolves once its writes are durable. */
  write<T>(job: () => T): Promise<T>;
  /** Resolves when everything handed in so far is durable. */
  drain(): Promise<void>;
}

/** Makes everything that has been committed durable; a write is not acknowledged before. */
export type SyncToDisk = () => Promise<void>;

interface PendingJob {
  run(): void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

const largestGroup = 256;

/**
 * While one group waits for the disk, the jobs that arrive gather into the next, and the process goes on answering. A
 * job that throws is undone alone (a savepoint), and only its own caller learns of it; a commit or a wait for the disk
 * that fails is everybody's `CPIS_STORE_FAILED`.
 */
export function createGroupCommit(database: Database, sync: SyncToDisk): GroupCommit {
  const queue: PendingJob[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    // Requests that the event loop has read but not yet handled may still join this group.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await commitGroup(database, sync, queue.splice(0, largestGroup));
    working = false;
  };
  const write = <T>(job: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      queue.push({
        run: () => (result = { value: job() }),
        resolve: () => {
          if (result !== undefined) resolve(result.value);
        },
        reject,
      });
      if (working) return;
      working = true;
      void work();
    });
  return { write, drain: () => write(() => undefined) };
}

async function commitGroup(
  database: Database,
  sync: SyncToDisk,
  group: readonly PendingJob[],
): Promise<void> {
  const done: PendingJob[] = [];
  try {
    database.exec("begin immediate");
    for (const job of group) if (runAlone(database, job)) done.push(job);
    database.exec("commit");
    await sync();
  } catch (cause) {
    undo(database);
    const failure = new CpisError("CPIS_STORE_FAILED", { cause });
    // A job that was refused on its own account has been told already; telling it again changes nothing.
    for (const job of group) job.reject(failure);
    return;
  }
  for (const job of done) job.resolve();
}

function undo(database: Database): void {
  try {
    if (database.inTransaction) database.exec("rollback");
  } catch {
    // A database that cannot even roll back refuses the next transaction as well, and its callers learn of it.
  }
}

function runAlone(database: Database, job: PendingJob): boolean {
  database.exec("savepoint job");
  try {
    job.run();
  } catch (error) {
    database.exec("rollback to job");
    database.exec("release job");
    job.reject(CpisError.is(error) ? error : new CpisError("CPIS_STORE_FAILED", { cause: error }));
    return false;
  }
  database.exec("release job");
  return true;
}
