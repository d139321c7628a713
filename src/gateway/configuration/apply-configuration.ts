import { shortHash } from "../../config/effective-settings.js";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { IdSource } from "../../ports/runtime.js";
import { insertAudit } from "../audit/audit-rows.js";
import { openStore } from "../store/open-store.js";
import type { StoreContext } from "../store/store-context.js";
import { whileLocked } from "../store/store-lock.js";
import { appliedPlans, insertAppliedPlan, lastAppliedPlan, type AppliedPlan } from "./applied-plans.js";
import { judgeChange, type NewConfiguration } from "./judge-change.js";
import { settleChanges } from "./settle-changes.js";
import { consoleApprovers, openChanges } from "./stored-changes.js";

/** A configuration about to run. */
export interface StartingConfiguration extends NewConfiguration {
  /** The file's text, kept for a roll-back. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Lets a configuration take effect, and keeps it in the store's history; before anything listens or sends.
 *
 * Throws `CPIS_CONFIG_INVALID` with every change that needs two people and does not have them: the gateway does not start,
 * and the history stays as it is.
 */
export async function applyConfiguration(
  store: StorePlan,
  next: StartingConfiguration,
  ids: IdSource,
): Promise<void> {
  // What is kept in memory has no history.
  if (store.file === ":memory:") return;
  // Before anything is written: a second gateway on this store must leave no trace in its history.
  await whileLocked(store.file, () => applyLocked(store, next, ids));
}

function applyLocked(store: StorePlan, next: StartingConfiguration, ids: IdSource): Promise<void> {
  return withStore(
    store,
    ids,
    async (context) => {
      const last = lastAppliedPlan(context);
      const changes = openChanges(context);
      const isNew = last?.digest !== next.digest;
      const applied = isNew ? judged(last, withConsole(next, last, changes)) : undefined;
      await context.commits.write(() => {
        if (applied !== undefined) recordApplied(context, applied, last?.digest);
        settleChanges(context, changes, { digest: next.digest, now: next.now, isStart: true });
      });
    },
    shortHash(next.digest),
  );
}

function withConsole(
  next: StartingConfiguration,
  last: AppliedPlan | undefined,
  changes: Parameters<typeof consoleApprovers>[0],
): StartingConfiguration {
  if (last === undefined) return next;
  return { ...next, approvedInConsole: consoleApprovers(changes, last.digest, next.digest) };
}

function judged(last: AppliedPlan | undefined, next: StartingConfiguration): AppliedPlan {
  const { digest, settings, source, now } = next;
  if (last === undefined) {
    return { appliedAt: now, digest, settings, source, dangerousChanges: 0, approvedBy: [] };
  }
  const verdict = judgeChange(last, next);
  if (!verdict.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: verdict.issues });
  const { dangerousChanges, approvedBy } = verdict;
  return { appliedAt: now, digest, settings, source, dangerousChanges, approvedBy };
}

/** Writes that a configuration is in force: its place in the history, and the audit's row; inside a store job only. */
export function recordApplied(
  context: StoreContext,
  plan: AppliedPlan,
  before: string | undefined,
  actor: Pick<Parameters<typeof insertAudit>[1], "actor"> = {},
): void {
  insertAppliedPlan(context, plan);
  const { digest, dangerousChanges, approvedBy, appliedAt } = plan;
  insertAudit(context, {
    at: appliedAt,
    action: "configuration-applied",
    planHash: shortHash(digest),
    ...actor,
    details: {
      to: shortHash(digest),
      ...(before === undefined ? {} : { from: shortHash(before) }),
      dangerousChanges,
      approvedBy: approvedBy.join(", "),
    },
  });
}

/** The configurations that a store's gateway ran with, oldest first. */
export async function readConfigurationHistory(
  store: StorePlan,
  ids: IdSource,
): Promise<readonly AppliedPlan[]> {
  return withStore(store, ids, (context) => Promise.resolve(appliedPlans(context)));
}

async function withStore<T>(
  store: StorePlan,
  ids: IdSource,
  work: (context: StoreContext) => Promise<T>,
  planHash?: string,
): Promise<T> {
  const context = openStore(store, ids, planHash);
  try {
    return await work(context);
  } finally {
    await context.commits.drain();
    context.database.close();
  }
}
