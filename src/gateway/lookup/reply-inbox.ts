import { classifyReply, type ReplyOutcome } from "../../codec/classify-reply.js";
import type { LookupTimingsPlan, SpinePlan } from "../../config/plan.js";
import type { Conclusion, LookupStore, PendingQuery, StoredReply } from "../../ports/lookup-store.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { InboundReply, ReplyInbox } from "../../ports/spine-transport.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { agreesWithHost } from "./agrees-with-host.js";
import { noteMismatch } from "./note-mismatch.js";
import type { QueryConclusions } from "./query-conclusions.js";
import type { QueryRunner } from "./query-runner.js";

/** How long a reply's identity is remembered, whatever the contract says (spine-transport 6.3). */
export const rememberRepliesMs = 24 * 60 * 60_000;

/** The inbox with what the gateway's start and stop need of it. */
export interface WorkingInbox extends ReplyInbox {
  /** Understands replies that were stored and acknowledged, but not understood, before a stop. */
  catchUp(): Promise<void>;
  /** Resolves when every accepted reply has been understood. */
  drain(): Promise<void>;
}

/** What an inbox works with. */
export interface InboxParts {
  readonly store: LookupStore;
  readonly runner: QueryRunner;
  readonly conclusions: QueryConclusions;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timings: Pick<LookupTimingsPlan, "contentTtlMs" | "lateAnswerMs">;
  readonly noRecordCodes: SpinePlan["noRecordCodes"];
}

/** Stores first, so that Spine may be told; understands afterwards, so that Spine never waits for it (principle 4). */
export function createReplyInbox(parts: InboxParts): WorkingInbox {
  const working = new Set<Promise<void>>();
  const understandLater = (reply: StoredReply): void => {
    const work = understand(reply, parts)
      .catch(() => {
        // It stays unprocessed in the store; housekeeping tries again.
        parts.telemetry.alarm("store-failed", { refToMessageId: reply.refToMessageId ?? "" });
      })
      .finally(() => working.delete(work));
    working.add(work);
  };
  return {
    async accept(reply) {
      const receivedAt = parts.clock.now();
      const disposition = await parts.store.acceptReply(reply, receivedAt, rememberRepliesMs);
      parts.telemetry.count("cpis_replies_total", disposition);
      const ids = { messageId: reply.messageId, refToMessageId: reply.refToMessageId ?? "" };
      parts.logger.info("reply-received", { ...ids, outcome: disposition });
      if (disposition === "unknown") parts.telemetry.alarm("unknown-reply", ids);
      if (disposition === "correlated") understandLater({ ...reply, receivedAt });
      return disposition;
    },
    acceptSignal: (signal) => acceptSignal(signal, parts),
    async catchUp() {
      for (const reply of await parts.store.unprocessedReplies()) await understand(reply, parts);
    },
    async drain() {
      await Promise.allSettled(working);
    },
  };
}

async function understand(reply: StoredReply, parts: InboxParts): Promise<void> {
  const messageId = (reply.refToMessageId ?? "").toUpperCase();
  const query = await parts.store.findQuery(messageId);
  if (query !== undefined && reply.conversationId.toUpperCase() !== query.conversationId.toUpperCase()) {
    // RefToMessageId and the payload decide; a foreign conversation is odd enough to be told.
    parts.logger.warn("reply-conversation-differs", { refToMessageId: messageId });
  }
  // What the reply must agree with has been erased, so nothing of it may be believed any more.
  const outcome: ReplyOutcome =
    query === undefined
      ? { kind: "failed", reason: "answer-unreadable", codes: [] }
      : classify(reply, query, parts);
  const key = { fromPartyKey: reply.fromPartyKey, messageId: reply.messageId };
  if (outcome.kind === "keep-waiting") {
    await parts.store.settle({ messageId, at: parts.clock.now(), reply: key });
    parts.logger.warn("reply-without-answer", { refToMessageId: messageId });
    return;
  }
  parts.runner.cancelRetries(messageId);
  const codes = outcome.kind === "failed" ? outcome.codes : undefined;
  await parts.conclusions.conclude(
    query ?? { messageId },
    toConclusion(outcome, reply.receivedAt + parts.timings.contentTtlMs),
    {
      reply: key,
      at: reply.receivedAt,
      replaceWithinMs: parts.timings.lateAnswerMs,
      ...(codes === undefined ? {} : { codes }),
    },
  );
  parts.runner.forget(messageId);
  if (query !== undefined && outcome.kind === "record" && !agreesWithHost(outcome, query.birthDate)) {
    const { lookupId, locationId } = query;
    await noteMismatch({ at: parts.clock.now(), lookupId, locationId, messageId }, parts);
  }
}

function classify(reply: InboundReply, query: PendingQuery, parts: InboxParts): ReplyOutcome {
  const { action, refToMessageId, hl7 } = reply;
  try {
    return classifyReply(
      { action, hl7, ...(refToMessageId === undefined ? {} : { refToMessageId }) },
      {
        messageId: query.messageId,
        nhsNumber: query.nhsNumber,
        ownQueryId: query.queryId,
        noRecordCodes: parts.noRecordCodes,
      },
    );
  } catch {
    // Whatever goes wrong here, it is never *no record* (H-04).
    const reason = "reply-not-understood";
    parts.telemetry.alarm("internal-fault", {
      refToMessageId: query.messageId,
      reason,
      code: "CPIS_INTERNAL",
    });
    return { kind: "failed", reason: "answer-unreadable", codes: [] };
  }
}

function toConclusion(
  outcome: Exclude<ReplyOutcome, { kind: "keep-waiting" }>,
  contentExpiresAt: number,
): Conclusion {
  switch (outcome.kind) {
    case "record":
      return { ...outcome, contentExpiresAt };
    case "no-record":
      return { kind: "no-record", contentExpiresAt };
    case "failed":
      return { kind: "failed", reason: outcome.reason };
  }
}

async function acceptSignal(
  signal: Parameters<ReplyInbox["acceptSignal"]>[0],
  { store, runner, conclusions, logger }: InboxParts,
): Promise<void> {
  const messageId = signal.refToMessageId.toUpperCase();
  const query = await store.findQuery(messageId);
  if (query === undefined) {
    logger.warn("signal-for-unknown-message", { refToMessageId: messageId, outcome: signal.kind });
    return;
  }
  if (signal.kind === "acknowledgment") return runner.accepted(messageId);
  runner.cancelRetries(messageId);
  await conclusions.conclude(query, { kind: "failed", reason: "rejected" }, { codes: signal.codes });
  runner.forget(messageId);
}
