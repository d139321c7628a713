import type { ServiceIdentifier } from "inversify";
import type { LookupTimingsPlan } from "../../config/plan.js";
import type { FailedReason } from "../../domain/lookup-state.js";
import { pauses as keepsBack, switchedOffBy, type Pause } from "../../domain/pause.js";
import type { Conclusion, LookupStore } from "../../ports/lookup-store.js";
import type { PauseSwitch } from "../../ports/pause-switch.js";
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
  /** Nobody pressed for it, or nobody knows any more whether somebody did. */
  readonly automatic: boolean;
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
  readonly pauses: Pick<PauseSwitch, "applying" | "onBegin">;
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

type End = (query: RunningQuery, conclusion: Conclusion, codes?: readonly string[]) => Promise<void>;

interface Watch {
  readonly query: RunningQuery;
  readonly retries: AbortController;
  readonly cancelTimers: (() => void)[];
  outcomeUnknown: boolean;
  /** What kept it from leaving. */
  heldBack?: Pause;
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
  const end: End = async (query, conclusion, codes) => {
    try {
      await parts.conclusions.conclude(query, conclusion, codes === undefined ? {} : { codes });
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
  const fail = (query: RunningQuery, reason: FailedReason): Promise<void> =>
    end(query, { kind: "failed", reason });
  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => exchanges.delete(tracked));
    exchanges.add(tracked);
  };

  // What waits to be sent, or to be sent again, waits no longer: whoever looks at it learns at once why.
  parts.pauses.onBegin((pause) => {
    for (const watch of [...watches.values()].filter(({ query }) => keepsBack(pause, query))) {
      watch.heldBack = pause;
      watch.retries.abort("switched-off");
    }
  });

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
      if (query.message !== undefined) track(send(watch, query.message, parts, end));
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

async function send(watch: Watch, message: OutboundQuery, parts: RunnerParts, end: End): Promise<void> {
  const { query, retries } = watch;
  const mayLeave = (): boolean => {
    const pause = watch.heldBack ?? parts.pauses.applying(query);
    if (pause !== undefined) watch.heldBack = pause;
    return pause === undefined;
  };
  const outcome: SendOutcome = !mayLeave()
    ? { kind: "not-sent", attempts: 0 }
    : await parts.transport.send(message, retries.signal, mayLeave).catch(() => {
        // A transport that throws has told nothing about the bytes, so they may have left.
        const fields = { messageId: query.messageId, reason: "send-failed", code: "CPIS_INTERNAL" };
        parts.telemetry.alarm("internal-fault", fields);
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
      return end(query, { kind: "failed", reason: "rejected" }, outcome.codes);
    case "not-sent":
      return query.recovered ? undefined : end(query, unsent(watch));
    case "unknown":
      watch.outcomeUnknown = true;
  }
}

function unsent({ heldBack }: Watch): Conclusion {
  if (heldBack === undefined) return { kind: "failed", reason: "spine-unreachable" };
  return { kind: "switched-off", ...switchedOffBy(heldBack) };
}

// Remembering the acceptance only spares a restarted gateway a re-send that Spine would drop as a duplicate.
function ignore(): void {
  return undefined;
}
