import { CpisError } from "../../errors/cpis-error.js";
import type { Database } from "./database.js";

/** Runs writes in transactions; several that arrive together share one commit and one wait for the disk. */
export interface GroupCommit {
  /** Runs `job` whole or not at all, after every job handed in before; resolves once its writes are durable. */
  write<T>(job: () => T): Promise<T>;
  /** Resolves when everything handed in so far is durable. */
  drain(): Promise<void>;
}

interface PendingJob {
  run(): void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * While one group waits for the disk, the requests that arrive gather into the next. A job that throws is undone alone
 * (a savepoint), and only its own caller learns of it; a commit that fails is everybody's `CPIS_STORE_FAILED`.
 */
export function createGroupCommit(database: Database, largestGroup = 256): GroupCommit {
  let queue: PendingJob[] = [];
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    const group = queue.slice(0, largestGroup);
    queue = queue.slice(largestGroup);
    if (queue.length > 0) schedule();
    commitGroup(database, group);
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
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
      schedule();
    });
  return { write, drain: () => write(() => undefined) };
}

function commitGroup(database: Database, group: readonly PendingJob[]): void {
  const done: PendingJob[] = [];
  try {
    database.exec("begin immediate");
    for (const job of group) if (runAlone(database, job)) done.push(job);
    database.exec("commit");
  } catch (cause) {
    if (database.inTransaction) database.exec("rollback");
    const failure = new CpisError("CPIS_STORE_FAILED", { cause });
    // A job that was refused on its own account has been told already; telling it again changes nothing.
    for (const job of group) job.reject(failure);
    return;
  }
  for (const job of done) job.resolve();
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
