import { createHash } from "node:crypto";
import { parseEbxmlMessage, type EbxmlContent, type EbxmlMessage } from "../../codec/ebxml/ebxml-message.js";
import type { EbxmlError } from "../../codec/ebxml/envelope.js";
import { buildAcknowledgment, buildMessageError, type SignalIdentity } from "../../codec/ebxml/signals.js";
import { cpisQueryService, interactions } from "../../codec/hl7v3/vocabulary.js";
import type { SpinePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Logger } from "../../ports/runtime.js";
import type { InboundReply, ReplyInbox } from "../../ports/spine-transport.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { errorListCodes } from "./decide-answer.js";
import { findEnvelope } from "./find-envelope.js";
import type { OutboundSignal, SignalOutbox } from "./signal-outbox.js";

/** What the listener writes back. */
export interface HttpAnswer {
  readonly status: number;
  /** An ebXML signal; absent for an empty body. */
  readonly xml?: string;
}

/** What receiving needs from around it. */
export interface ReceiverContext {
  readonly plan: Pick<SpinePlan, "ownPartyKey" | "spinePartyKey">;
  readonly inbox: ReplyInbox;
  readonly outbox: SignalOutbox;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

type Headed = Pick<EbxmlMessage, "header">;
type Signal = Exclude<EbxmlContent, EbxmlMessage>;

const expectedActions: ReadonlySet<string> = new Set([
  interactions.queryResponse,
  interactions.queryFailed,
  interactions.applicationAcknowledgement,
]);

/**
 * Takes in one POST from Spine, as spine-transport 6.3 lays down: read the envelope, check whom it is for and from,
 * hand the reply over to be stored, and only then answer.
 *
 * The HL7 message is not judged here. Even one that cannot be read, or is not what its envelope says, is stored and
 * handed over: only so does the clinician who waits for it learn at once that the check has failed. Never rejects.
 */
export async function receiveMessage(
  contentType: string,
  body: Uint8Array,
  context: ReceiverContext,
): Promise<HttpAnswer> {
  const content = read(contentType, body, context.telemetry);
  if (content === undefined) return receiveUnreadable(contentType, body, context);
  return unlessNotStored(content, context, () =>
    content.kind === "message" ? receiveReply(content, context) : receiveSignal(content, context),
  );
}

/**
 * Takes in what is no whole message, or only the beginning of one.
 *
 * Where at least the envelope can be read, the clinician who waits for the answer learns at once that it cannot be, and
 * the sender is told what is wrong, on its connection where it wants signals there. It is refused, so it may come again
 * whole: what is stored has an id of its own, and the same message is not taken for a duplicate then. Never rejects.
 */
export async function receiveUnreadable(
  contentType: string,
  body: Uint8Array,
  context: ReceiverContext,
): Promise<HttpAnswer> {
  const envelope = findEnvelope(contentType, body);
  if (envelope === undefined) return { status: 400 };
  return unlessNotStored(envelope, context, async () => {
    const { header } = envelope;
    const fault = findFault(envelope, context.plan);
    if (fault === undefined && header.refToMessageId !== undefined) {
      const { messageId } = signalIdentity(envelope, "MessageError");
      await context.inbox.accept({ ...toInboundReply({ header, hl7: "" }), messageId });
    }
    if (!header.syncReply) return { status: 400 };
    return answerError(envelope, fault ?? refusal("MimeProblem", "Payload not readable"), context);
  });
}

async function unlessNotStored(
  { header: { messageId } }: Headed,
  { telemetry }: ReceiverContext,
  receive: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  try {
    return await receive();
  } catch (error) {
    // Not stored, so not acknowledged: Spine may deliver again.
    const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
    telemetry.alarm("reply-not-stored", { messageId, code });
    return { status: 500 };
  }
}

function read(
  contentType: string,
  body: Uint8Array,
  telemetry: ReceiverContext["telemetry"],
): EbxmlContent | undefined {
  try {
    return parseEbxmlMessage(contentType === "" ? "text/xml" : contentType, body);
  } catch (error) {
    const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
    telemetry.alarm("reply-unreadable", { code, count: body.byteLength });
    return undefined;
  }
}

async function receiveSignal(content: Signal, context: ReceiverContext): Promise<HttpAnswer> {
  const refToMessageId =
    content.kind === "acknowledgment" ? content.refToMessageId : content.header.refToMessageId;
  if (!isBetweenUs(content.header, context.plan)) {
    // A signal is never answered with a signal.
    context.telemetry.alarm("signal-refused", { reason: "party not expected" });
    return { status: 400 };
  }
  const codes = content.kind === "message-error" ? errorListCodes(content.errors) : [];
  // A list of warnings alone does not fail the message it is about.
  const onlyWarnings =
    content.kind === "message-error" && content.errors.every((error) => error.severity === "Warning");
  context.logger.info("spine signal", {
    ...(refToMessageId === undefined ? {} : { refToMessageId }),
    outcome: onlyWarnings ? "warning" : content.kind,
    code: codes.join(" "),
  });
  if (refToMessageId !== undefined && !onlyWarnings) {
    await context.inbox.acceptSignal({ kind: content.kind, refToMessageId, codes });
  }
  return { status: 200 };
}

async function receiveReply(message: EbxmlMessage, context: ReceiverContext): Promise<HttpAnswer> {
  const { header } = message;
  const fault = findFault(message, context.plan);
  if (fault !== undefined) {
    const reason = fault.description ?? fault.errorCode;
    context.telemetry.alarm("reply-refused", { messageId: header.messageId, reason });
    return answerError(message, fault, context);
  }
  const disposition = await context.inbox.accept(toInboundReply(message));
  const fields = {
    messageId: header.messageId,
    ...(header.refToMessageId === undefined ? {} : { refToMessageId: header.refToMessageId }),
    outcome: disposition,
  };
  context.logger.info("spine reply", fields);
  // A duplicate is answered exactly as it was the first time.
  if (header.ackRequested === undefined) return { status: 202 };
  const xml = buildAcknowledgment(header, signalIdentity(message, "Acknowledgment"));
  return answerSignal(message, { action: "Acknowledgment", refToMessageId: header.messageId, xml }, context);
}

function answerError(message: Headed, fault: EbxmlError, context: ReceiverContext): HttpAnswer {
  const xml = buildMessageError(message.header, signalIdentity(message, "MessageError"), [fault]);
  const { messageId } = message.header;
  return answerSignal(message, { action: "MessageError", refToMessageId: messageId, xml }, context);
}

// Signals go back the way the message asks: on its own connection with SyncReply, as messages of their own without.
function answerSignal(message: Headed, signal: OutboundSignal, context: ReceiverContext): HttpAnswer {
  if (message.header.syncReply) return { status: 200, xml: signal.xml };
  void context.outbox.post(signal);
  return { status: 202 };
}

function isBetweenUs({ toPartyKey, fromPartyKey }: Headed["header"], plan: ReceiverContext["plan"]): boolean {
  return toPartyKey === plan.ownPartyKey && fromPartyKey === plan.spinePartyKey;
}

function findFault({ header }: Headed, plan: ReceiverContext["plan"]): EbxmlError | undefined {
  if (header.toPartyKey !== plan.ownPartyKey) {
    return refusal("ValueNotRecognized", "501314:Invalid To Party Type attribute");
  }
  if (header.fromPartyKey !== plan.spinePartyKey)
    return refusal("ValueNotRecognized", "From party not expected");
  if (header.service !== cpisQueryService) return refusal("NotSupported", "Service not supported");
  if (!expectedActions.has(header.action)) return refusal("NotSupported", "Action not supported");
  return undefined;
}

function refusal(errorCode: string, description: string): EbxmlError {
  return {
    codeContext: "urn:oasis:names:tc:ebxml-msg:service:errors",
    errorCode,
    severity: "Error",
    description,
  };
}

function toInboundReply({ header, hl7 }: Omit<EbxmlMessage, "kind">): InboundReply {
  return {
    messageId: header.messageId,
    ...(header.refToMessageId === undefined ? {} : { refToMessageId: header.refToMessageId }),
    conversationId: header.conversationId,
    fromPartyKey: header.fromPartyKey,
    action: header.action,
    hl7,
  };
}

/**
 * A signal's own id is made from the message it answers, and its time is that message's, as Spine's own signals have
 * it: so a duplicate gets the very same bytes, even after a restart, with nothing to remember.
 */
function signalIdentity({ header }: Headed, action: OutboundSignal["action"]): SignalIdentity {
  const hash = createHash("sha256")
    .update(`${action}\n${header.fromPartyKey}\n${header.messageId}`)
    .digest("hex");
  const version = `8${hash.slice(13, 16)}`;
  const variant = `${((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16)}${hash.slice(17, 20)}`;
  const id = [hash.slice(0, 8), hash.slice(8, 12), version, variant, hash.slice(20, 32)].join("-");
  return { messageId: id.toUpperCase(), timestamp: header.timestamp };
}
