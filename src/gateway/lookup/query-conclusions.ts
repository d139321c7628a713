import type { ServiceIdentifier } from "inversify";
import type { FailedReason } from "../../domain/lookup-state.js";
import type { AuditEntry } from "../../ports/audit.js";
import type { Conclusion, LookupStore, ReplyKey, SettlementResult } from "../../ports/lookup-store.js";
import type { Clock } from "../../ports/runtime.js";
import type { AlarmName, Telemetry } from "../../ports/telemetry.js";
import type { LookupChanges } from "./lookup-changes.js";

/** What is needed to tell of a query. */
export interface QueryFacts {
  readonly messageId: string;
  readonly lookupId?: string;
  readonly locationId?: string;
  readonly askedAt?: number;
}

/** What ended a query. */
export interface ConclusionCause {
  /** Of a message from Spine; present, if empty, wherever there was one. */
  readonly codes?: readonly string[];
  readonly reply?: ReplyKey;
  /** How long after the question this may still replace an earlier conclusion. */
  readonly replaceWithinMs?: number;
  /** When it happened, where that was not just now (milliseconds since 1970). */
  readonly at?: number;
}

/** Ends queries: once, durably, with their audit row, and tells whoever waits. */
export interface QueryConclusions {
  conclude(query: QueryFacts, conclusion: Conclusion, cause?: ConclusionCause): Promise<SettlementResult>;
}
export const QueryConclusions: ServiceIdentifier<QueryConclusions> = Symbol("QueryConclusions");

const alarms: Partial<Readonly<Record<FailedReason, AlarmName>>> = {
  "about-someone-else": "reply-about-someone-else",
  rejected: "query-rejected",
  "spine-unreachable": "spine-unreachable",
  interrupted: "interrupted-query",
};

/** The one place where a query ends, whichever way it does. */
export function createQueryConclusions(
  store: LookupStore,
  changes: LookupChanges,
  telemetry: Telemetry,
  clock: Clock,
): QueryConclusions {
  return {
    async conclude(query, conclusion, { codes, reply, replaceWithinMs, at = clock.now() } = {}) {
      const entry = outcomeEntry(query, conclusion, at, codes);
      const result = await store.settle({
        messageId: query.messageId,
        at,
        conclusion,
        audit: { ...entry, action: "outcome" },
        // What Spine sent can come late; a deadline that finds the query concluded has nothing to tell.
        ...(reply === undefined && codes === undefined
          ? {}
          : { auditIfLate: { ...entry, action: "late-reply" } }),
        ...(reply === undefined ? {} : { reply }),
        ...(replaceWithinMs === undefined ? {} : { replaceWithinMs }),
      });
      if (result === "late" && reply !== undefined && conclusion.kind === "record") {
        telemetry.alarm("late-record", ids(query));
      }
      if (result === "late" && reply !== undefined && conclusion.kind === "failed") {
        alarmFailure(telemetry, query, conclusion.reason);
      }
      if (result !== "settled" && result !== "replaced") return result;
      changes.publish(query.messageId);
      report(telemetry, query, conclusion, entry.durationMs);
      return result;
    },
  };
}

function outcomeEntry(
  query: QueryFacts,
  conclusion: Conclusion,
  at: number,
  codes: readonly string[] | undefined,
): Omit<AuditEntry, "action"> {
  const { lookupId, locationId, askedAt, messageId } = query;
  return {
    at,
    messageId,
    ...(lookupId === undefined ? {} : { lookupId }),
    ...(locationId === undefined ? {} : { locationId }),
    outcome: conclusion.kind === "switched-off" ? "failed" : conclusion.kind,
    ...("reason" in conclusion ? { reason: conclusion.reason } : {}),
    ...(codes === undefined || codes.length === 0 ? {} : { codes }),
    ...(askedAt === undefined ? {} : { durationMs: at - askedAt }),
  };
}

function report(
  telemetry: Telemetry,
  query: QueryFacts,
  conclusion: Conclusion,
  durationMs: number | undefined,
): void {
  telemetry.count("cpis_outcomes_total", "reason" in conclusion ? conclusion.reason : conclusion.kind);
  if (!("reason" in conclusion) && durationMs !== undefined) telemetry.observeAnswer(durationMs);
  if (conclusion.kind === "failed") alarmFailure(telemetry, query, conclusion.reason);
}

function alarmFailure(telemetry: Telemetry, query: QueryFacts, reason: FailedReason): void {
  const alarm = alarms[reason];
  if (alarm !== undefined) telemetry.alarm(alarm, ids(query));
}

function ids({ messageId, lookupId }: QueryFacts): {
  readonly messageId: string;
  readonly lookupId?: string;
} {
  return { messageId, ...(lookupId === undefined ? {} : { lookupId }) };
}
