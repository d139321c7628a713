import { buildEbxmlMessage, spineBoundary } from "../codec/ebxml/ebxml-message.js";
import { formatEbxmlTimestamp, type EbxmlHeader } from "../codec/ebxml/header.js";
import { cpisQueryService } from "../codec/hl7v3/vocabulary.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import type { Deliverer, Delivery, DeliveryAnswer, ListenerTarget } from "./deliver-reply.js";
import { createErrands } from "./errands.js";
import type { PlannedReply } from "./planned-reply.js";

/** A reply that was delivered, or could not be. */
export interface DeliveredReply extends DeliveryAnswer {
  readonly at: number;
  readonly messageId: string;
  /** MessageId of the query it answers, whatever its envelope said. */
  readonly queryMessageId: string;
  readonly action: string;
}

/** Sends replies out when their time has come. */
export interface ReplyDispatcher {
  readonly delivered: readonly DeliveredReply[];
  schedule(query: EbxmlHeader, reply: PlannedReply): void;
  /** Delivers at once and waits for the gateway's answer. */
  deliverNow(query: EbxmlHeader, reply: PlannedReply): Promise<void>;
  /** Resolves once no reply waits or is on its way; one that waits for another query counts as waiting no longer. */
  settled(): Promise<void>;
  stop(): void;
}

/** What the dispatcher works with. */
export interface DispatcherContext {
  readonly deliverer: Deliverer;
  readonly target: () => ListenerTarget | undefined;
  /** CPAId of the gateway's record for replies. */
  readonly cpaId: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const hugeBytes = 100 * 1024 * 1024;

/** Creates a dispatcher with nothing to send. */
export function createReplyDispatcher(context: DispatcherContext): ReplyDispatcher {
  const delivered: DeliveredReply[] = [];
  const held: (() => Promise<void>)[] = [];
  const errands = createErrands();

  const deliverNow = async (query: EbxmlHeader, reply: PlannedReply): Promise<void> => {
    const target = context.target();
    if (target === undefined) return;
    const delivery = toDelivery(query, reply, context);
    for (let time = 0; time < reply.times; time += 1) {
      const answer = await context.deliverer.deliver(target, delivery);
      const { messageId, action } = reply;
      delivered.push({
        at: context.clock.now(),
        messageId,
        queryMessageId: query.messageId,
        action,
        ...answer,
      });
    }
    if (!reply.afterAnother) for (const release of held.splice(0)) await release();
  };
  return {
    delivered,
    deliverNow,
    schedule: (query, reply) => {
      const deliver = (): Promise<void> => deliverNow(query, reply);
      if (reply.afterAnother) held.push(deliver);
      else errands.add(reply.delayMs, deliver);
    },
    settled: () => errands.settled(),
    stop: () => {
      errands.stop();
      held.length = 0;
    },
  };
}

function toDelivery(query: EbxmlHeader, reply: PlannedReply, context: DispatcherContext): Delivery {
  const message = buildEbxmlMessage({
    header: toHeader(query, reply, context),
    hl7: reply.hl7,
    boundary: spineBoundary,
  });
  if (reply.raw === undefined) return message;
  const body =
    reply.raw === "huge"
      ? { bytes: hugeBytes, chunk: new Uint8Array(65_536).fill(0x20) }
      : new TextEncoder().encode("This is not a multipart body.");
  return { ...message, body };
}

function toHeader(query: EbxmlHeader, reply: PlannedReply, context: DispatcherContext): EbxmlHeader {
  return {
    fromPartyKey: query.toPartyKey,
    toPartyKey: reply.toPartyKey ?? query.fromPartyKey,
    cpaId: context.cpaId,
    conversationId: query.conversationId,
    service: cpisQueryService,
    action: reply.action,
    messageId: reply.messageId,
    timestamp: formatEbxmlTimestamp(context.clock.now()),
    ...refersTo(query, reply, context.ids),
    duplicateElimination: reply.ackRequested,
    ...(reply.ackRequested
      ? { ackRequested: { actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" } }
      : {}),
    syncReply: reply.syncReply,
  };
}

function refersTo(
  query: EbxmlHeader,
  reply: PlannedReply,
  ids: IdSource,
): { readonly refToMessageId?: string } {
  switch (reply.refersTo) {
    case "the-query":
      return { refToMessageId: query.messageId };
    case "an-unknown-message":
      return { refToMessageId: ids.uuid() };
    case "nothing":
      return {};
  }
}
