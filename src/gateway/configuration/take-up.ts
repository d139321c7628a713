import { shortHash } from "../../config/effective-settings.js";
import type { LoadedConfig } from "../../config/load-config.js";
import { diffSettings } from "../../config/plan-diff.js";
import type { Issue } from "../../errors/cpis-error.js";
import type { AuditActor } from "../../ports/audit.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import { insertAudit } from "../audit/audit-rows.js";
import type { StoreContext } from "../store/store-context.js";
import { recordApplied } from "./apply-configuration.js";
import type { PlanInForce } from "./plan-in-force.js";
import { settleChanges } from "./settle-changes.js";
import { openChanges } from "./stored-changes.js";

/** What runs, and what the next start will run. */
export interface RunningState {
  current: LoadedConfig;
  /** Accepted, in the file, and in force from the next start on. */
  waiting?: LoadedConfig | undefined;
  /** Why the file on disk is not taken up, where it is not. */
  refused?: RefusedFile | undefined;
}

/** Why a file is not taken up. */
export interface RefusedFile {
  readonly code: string;
  readonly issues: readonly Issue[];
}

/** What another configuration is taken up with. */
export interface TakeUpParts {
  readonly store: StoreContext;
  readonly inForce: PlanInForce;
  readonly state: RunningState;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** On whose word a configuration is taken up. */
export interface TakeUpCause {
  readonly dangerousChanges: number;
  readonly approvedBy: readonly string[];
  /** Who decided here; absent where the file on disk was changed. */
  readonly actor?: AuditActor;
}

/** What became of an accepted configuration. */
export type TakenUp = "same" | "live" | "waiting-for-restart";

/**
 * Takes up an accepted configuration, whole: at once, or at the next start as soon as one setting of it needs a start.
 *
 * Durable first, in force then: a process that dies in between starts with what the store and the file say. Between two
 * instants there is no third plan.
 */
export async function takeUp(next: LoadedConfig, cause: TakeUpCause, parts: TakeUpParts): Promise<TakenUp> {
  const { current, waiting } = parts.state;
  if (next.digest === current.digest) return keepCurrent(parts);
  // The file is looked at again after the gateway itself has written it.
  if (next.digest === waiting?.digest) return "waiting-for-restart";
  const changes = diffSettings(current.effective, next.effective);
  return changes.some(({ takesEffect }) => takesEffect === "restart")
    ? waitForRestart(next, cause, parts)
    : putIntoForce(next, cause, parts);
}

async function keepCurrent(parts: TakeUpParts): Promise<TakenUp> {
  const { store, inForce, state, clock } = parts;
  await store.commits.write(() => {
    settleChanges(store, openChanges(store), { digest: state.current.digest, now: clock.now() });
  });
  state.waiting = undefined;
  inForce.announce(undefined);
  return "same";
}

async function putIntoForce(next: LoadedConfig, cause: TakeUpCause, parts: TakeUpParts): Promise<TakenUp> {
  const { store, inForce, state, clock, logger } = parts;
  const { dangerousChanges, approvedBy, actor } = cause;
  const { digest, effective: settings, source, plan } = next;
  const appliedAt = clock.now();
  await store.commits.write(() => {
    const applied = { appliedAt, digest, settings, source, dangerousChanges, approvedBy };
    recordApplied(store, applied, state.current.digest, actor === undefined ? {} : { actor });
    settleChanges(store, openChanges(store), { digest, now: appliedAt });
  });
  inForce.replace(plan, appliedAt);
  store.stamp.planHash = plan.hash;
  state.current = next;
  state.waiting = undefined;
  logger.info("configuration-applied", { planHash: plan.hash, count: dangerousChanges });
  return "live";
}

async function waitForRestart(next: LoadedConfig, cause: TakeUpCause, parts: TakeUpParts): Promise<TakenUp> {
  const { store, inForce, state, clock, logger } = parts;
  const { actor, approvedBy, dangerousChanges } = cause;
  const at = clock.now();
  await store.commits.write(() => {
    insertAudit(store, {
      at,
      action: "configuration-waiting",
      ...(actor === undefined ? {} : { actor }),
      details: {
        from: shortHash(state.current.digest),
        to: shortHash(next.digest),
        dangerousChanges,
        approvedBy: approvedBy.join(", "),
      },
    });
    const settled = { digest: state.current.digest, waiting: next.digest, now: at };
    settleChanges(store, openChanges(store), settled);
  });
  state.waiting = next;
  inForce.announce(next.plan.hash);
  logger.warn("configuration-waits-for-restart", { planHash: next.plan.hash });
  return "waiting-for-restart";
}
