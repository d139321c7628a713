import type { ContractPlan, LookupTimingsPlan } from "../../config/plan.js";
import type { LookupStore, PendingQuery } from "../../ports/lookup-store.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { QueryConclusions } from "./query-conclusions.js";
import type { QueryRunner, RunningQuery } from "./query-runner.js";

/** What recovery works with. */
export interface RecoveryParts {
  readonly store: LookupStore;
  readonly runner: QueryRunner;
  readonly conclusions: QueryConclusions;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
  readonly timings: Pick<LookupTimingsPlan, "answerMs" | "lateAnswerMs">;
  readonly contract: Pick<ContractPlan, "pattern" | "persistDurationMs">;
}

/**
 * Takes up the queries that a stopped gateway left without an end, once its stored replies have been understood.
 *
 * A query still inside its time is waited for. Under an express contract it is never sent again, because nobody knows
 * whether it left; under a reliable one the same bytes are, as long as the contract persists them. The others are closed
 * in the audit: an announced query without an outcome never remains.
 */
export async function recover(parts: RecoveryParts): Promise<void> {
  await endBroken(parts);
  const pending = await parts.store.pendingQueries();
  for (const query of pending) {
    const age = parts.clock.now() - query.askedAt;
    if (age < waitMs(parts)) parts.runner.start(resumed(query, age, parts.contract));
    else await parts.conclusions.conclude(query, { kind: "failed", reason: "interrupted" });
  }
  if (pending.length > 0) parts.logger.warn("queries-recovered", { count: pending.length });
}

// What its answer must agree with is lost, so no answer could be believed: one bad row must not keep a gateway from starting.
async function endBroken({ store, conclusions, telemetry }: RecoveryParts): Promise<void> {
  for (const query of await store.brokenQueries()) {
    telemetry.alarm("store-failed", { messageId: query.messageId, code: "CPIS_SEAL_BROKEN" });
    await conclusions.conclude(query, { kind: "failed", reason: "interrupted" });
  }
}

/**
 * Ends queries whose deadline passed without anybody noticing (the store had refused the write). Deadlines that are
 * being watched are left to their watch.
 */
export async function closeOverdue(parts: RecoveryParts): Promise<void> {
  const graceMs = 60_000;
  const overdue = (await parts.store.pendingQueries()).filter(
    ({ askedAt }) => parts.clock.now() - askedAt > waitMs(parts) + graceMs,
  );
  for (const query of overdue) {
    await parts.conclusions.conclude(query, { kind: "failed", reason: "interrupted" });
    parts.runner.forget(query.messageId);
  }
}

function waitMs({ timings }: RecoveryParts): number {
  return Math.max(timings.lateAnswerMs, timings.answerMs + 1);
}

function resumed(query: PendingQuery, age: number, contract: RecoveryParts["contract"]): RunningQuery {
  const { messageId, lookupId, locationId, askedAt, message } = query;
  const lasts = contract.pattern === "reliable" && age < contract.persistDurationMs;
  const mayResend = lasts && !query.accepted && message !== undefined;
  return {
    messageId,
    lookupId,
    locationId,
    askedAt,
    recovered: true,
    automatic: true,
    keepMessage: mayResend,
    ...(mayResend ? { message, sendUntil: askedAt + contract.persistDurationMs } : {}),
  };
}
