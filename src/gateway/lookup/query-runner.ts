import type { ServiceIdentifier } from "inversify";
import type { LookupTimingsPlan } from "../../config/plan.js";
import type { FailedReason } from "../../domain/lookup-state.js";
import type { LookupStore } from "../../ports/lookup-store.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { OutboundQuery, SendOutcome, SpineTransport } from "../../ports/spine-transport.js";
import type { Telemetry, Timers } from "../../ports/telemetry.js";
import type { LookupChanges } from "./lookup-changes.js";
import type { QueryConclusions, QueryFacts } from "./query-conclusions.js";

/** A query on its way. Everything that must survive a crash is in the store before this sees it. */
export interface RunningQuery extends Required<QueryFacts> {
  /** The bytes to send; absent for a query that is only waited for. */
  readonly message?: OutboundQuery;
  readonly keepMessage: boolean;
  /** After this nothing is sent again (milliseconds since 1970). */
  readonly sendUntil?: number;
  /** Found by a restarted gateway: if no answer comes, that is what happened to it. */
  readonly recovered: boolean;
}

/** Sends queries and watches their deadlines. */
export interface QueryRunner {
  /** Call only once the query and its audit row are durable. */
  start(query: RunningQuery): void;
  /** A reply or an acknowledgment is here: what waits to be sent again is not. */
  cancelRetries(messageId: string): void;
  /** Spine took it, as a separate acknowledgment said. */
  accepted(messageId: string): Promise<void>;
  /** The query has ended. */
  forget(messageId: string): void;
  /** Stops waiting and lets exchanges in flight finish; the queries stay pending in the store. */
  drain(): Promise<void>;
}
export const QueryRunner: ServiceIdentifier<QueryRunner> = Symbol("QueryRunner");

/** What a runner works with. */
export interface RunnerParts {
  readonly transport: SpineTransport;
  readonly store: LookupStore;
  readonly conclusions: QueryConclusions;
  readonly changes: LookupChanges;
  readonly timings: Pick<LookupTimingsPlan, "answerMs" | "lateAnswerMs">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

const drainMs = 5_000;

interface Watch {
  readonly query: RunningQuery;
  readonly retries: AbortController;
  readonly cancelTimers: (() => void)[];
  outcomeUnknown: boolean;
}

/** Runs the queries of one gateway process. */
export function createQueryRunner(parts: RunnerParts): QueryRunner {
  const watches = new Map<string, Watch>();
  const exchanges = new Set<Promise<void>>();

  const forget = (messageId: string): void => {
    const watch = watches.get(messageId);
    watches.delete(messageId);
    if (watch !== undefined) release(watch);
  };
  const fail = async (
    query: RunningQuery,
    reason: FailedReason,
    codes?: readonly string[],
  ): Promise<void> => {
    try {
      await parts.conclusions.conclude(
        query,
        { kind: "failed", reason },
        codes === undefined ? {} : { codes },
      );
      forget(query.messageId);
    } catch {
      // The query stays pending in the store, where housekeeping finds and ends it.
      const reason = "query-not-concluded";
      parts.telemetry.alarm("store-failed", {
        messageId: query.messageId,
        reason,
        code: "CPIS_STORE_FAILED",
      });
    }
  };
  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => exchanges.delete(tracked));
    exchanges.add(tracked);
  };

  return {
    start(query) {
      const watch: Watch = {
        query,
        retries: new AbortController(),
        cancelTimers: [],
        outcomeUnknown: false,
      };
      watches.set(query.messageId, watch);
      watchDeadlines(watch, parts, (reason) => track(fail(query, reason)));
      if (query.message !== undefined) track(send(watch, query.message, parts, fail));
    },
    cancelRetries: (messageId) => watches.get(messageId)?.retries.abort("answered"),
    async accepted(messageId) {
      const watch = watches.get(messageId);
      watch?.retries.abort("accepted");
      if (watch?.query.keepMessage === true) await parts.store.markAccepted(messageId, parts.clock.now());
    },
    forget,
    async drain() {
      for (const watch of watches.values()) release(watch);
      watches.clear();
      // Whatever is still under way then is pending in the store, where the next start finds it.
      await Promise.race([Promise.allSettled(exchanges), delay(drainMs, parts.timers)]);
    },
  };
}

function delay(ms: number, timers: Timers): Promise<void> {
  return new Promise((resolve) => void timers.after(ms, resolve));
}

function release(watch: Watch): void {
  watch.retries.abort("over");
  for (const cancel of watch.cancelTimers) cancel();
}

function watchDeadlines(watch: Watch, parts: RunnerParts, fail: (reason: FailedReason) => void): void {
  const { query } = watch;
  const waited = parts.clock.now() - query.askedAt;
  const at = (ms: number, run: () => void): void => {
    // Timers may fire a millisecond early, and a view derived then would not have changed yet.
    if (ms > waited) watch.cancelTimers.push(parts.timers.after(ms - waited + 2, run));
  };
  at(parts.timings.answerMs, () => {
    if (watch.outcomeUnknown) fail("outcome-unknown");
    else parts.changes.publish(query.messageId);
  });
  at(Math.max(parts.timings.lateAnswerMs, parts.timings.answerMs + 1), () => {
    if (query.recovered) fail("interrupted");
    else fail(watch.outcomeUnknown ? "outcome-unknown" : "no-answer");
  });
  if (query.sendUntil !== undefined) {
    at(query.sendUntil - query.askedAt, () => watch.retries.abort("expired"));
  }
}

async function send(
  watch: Watch,
  message: OutboundQuery,
  parts: RunnerParts,
  fail: (query: RunningQuery, reason: FailedReason, codes?: readonly string[]) => Promise<void>,
): Promise<void> {
  const { query } = watch;
  const outcome = await parts.transport.send(message, watch.retries.signal).catch((): SendOutcome => {
    // A transport that throws has told nothing about the bytes, so they may have left.
    const reason = "send-failed";
    parts.telemetry.alarm("internal-fault", { messageId: query.messageId, reason, code: "CPIS_INTERNAL" });
    return { kind: "unknown", attempts: 1 };
  });
  parts.logger.info("query-sent", {
    messageId: query.messageId,
    lookupId: query.lookupId,
    outcome: outcome.kind,
    count: outcome.attempts,
  });
  switch (outcome.kind) {
    case "accepted":
      if (query.keepMessage) await parts.store.markAccepted(query.messageId, parts.clock.now()).catch(ignore);
      return;
    case "rejected":
      return fail(query, "rejected", outcome.codes);
    case "not-sent":
      return query.recovered ? undefined : fail(query, "spine-unreachable");
    case "unknown":
      watch.outcomeUnknown = true;
  }
}

// Remembering the acceptance only spares a restarted gateway a re-send that Spine would drop as a duplicate.
function ignore(): void {
  return undefined;
}
