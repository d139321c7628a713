import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { IdSource } from "../../ports/runtime.js";
import { openStore } from "../store/open-store.js";
import type { StoreContext } from "../store/store-context.js";
import { addAppliedPlan, appliedPlans, lastAppliedPlan, type AppliedPlan } from "./applied-plans.js";
import { judgeChange, type NewConfiguration } from "./judge-change.js";

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
  await withStore(store, ids, async (context) => {
    const last = lastAppliedPlan(context);
    if (last?.digest === next.digest) return;
    const verdict =
      last === undefined
        ? { ok: true as const, dangerousChanges: 0, approvedBy: [] }
        : judgeChange(last, next);
    if (!verdict.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: verdict.issues });
    const { digest, settings, source, now } = next;
    const { dangerousChanges, approvedBy } = verdict;
    await addAppliedPlan(context, { appliedAt: now, digest, settings, source, dangerousChanges, approvedBy });
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
): Promise<T> {
  const context = openStore(store, ids);
  try {
    return await work(context);
  } finally {
    await context.commits.drain();
    context.database.close();
  }
}
