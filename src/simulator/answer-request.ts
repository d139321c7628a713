import { createHash } from "node:crypto";
import { formatEbxmlTimestamp, type EbxmlHeader } from "../codec/ebxml/header.js";
import { buildAcknowledgment, buildMessageError } from "../codec/ebxml/signals.js";
import { buildSoapFault } from "../codec/ebxml/soap-fault.js";
import type { AccessMode } from "../domain/access-mode.js";
import type { ReplyDispatcher } from "./dispatch-replies.js";
import { planRejection, planReplies, type AnsweringContext } from "./plan-replies.js";
import type { PlannedReply } from "./planned-reply.js";
import { readRequest, type RequestReading } from "./read-request.js";
import type { Scenario, ScenarioStore } from "./scenarios.js";
import type { ContractPattern, EnvelopeFailure } from "./validate-envelope.js";

/** One POST of a query, as the simulator saw it. All of it is made up: nothing here identifies a real person. */
export interface ReceivedQuery {
  readonly at: number;
  readonly pattern: ContractPattern;
  readonly messageId?: string;
  readonly conversationId?: string;
  readonly nhsNumber?: string;
  readonly accessMode?: AccessMode;
  readonly author?: "person" | "device";
  /** SHA-256 of the body: equal for a message that was sent again unchanged. */
  readonly bodyDigest: string;
  readonly outcome: "processed" | "duplicate" | "not-processed" | "invalid" | "refused";
  /** Name of the rule that was broken, or of the scenario that kept it from being processed. */
  readonly reason?: string;
}

/** A signal that the gateway posted as a message of its own. */
export interface ReceivedSignal {
  readonly at: number;
  readonly kind: "acknowledgment" | "message-error";
  readonly refToMessageId: string;
}

/** How the HTTP exchange ends. */
export type Ending =
  | { readonly kind: "answer"; readonly status: number; readonly xml?: string; readonly delayMs?: number }
  | { readonly kind: "reset" };

/** What the answering of requests works with. */
export interface RequestContext extends AnsweringContext {
  readonly spinePartyKey: string;
  readonly cpaId: string;
  readonly scenarios: ScenarioStore;
  readonly dispatcher: ReplyDispatcher;
  readonly received: ReceivedQuery[];
  readonly signals: ReceivedSignal[];
  /** MessageIds taken in on the reliable contract: there, Spine eliminates duplicates. */
  readonly taken: Set<string>;
}

/** Decides what becomes of one POST, notes it, and sets the replies going. */
export async function answerRequest(
  pattern: ContractPattern,
  contentType: string,
  body: Uint8Array,
  context: RequestContext,
): Promise<Ending> {
  const reading = readRequest(contentType, body, { ...context, pattern });
  const note = noting(reading, pattern, body, context);
  switch (reading.kind) {
    case "signal":
      context.signals.push({
        at: context.clock.now(),
        kind: reading.signal.kind,
        refToMessageId: reading.signal.header.refToMessageId ?? "",
      });
      return { kind: "answer", status: 200 };
    case "refused":
      note("refused", "name" in reading.failure ? reading.failure.name : reading.failure.description);
      return refuse(reading.failure, reading.header, context);
    case "invalid-query":
      note("invalid", reading.failure.name);
      sendOut(reading.header, planRejection(reading.header.messageId, reading.failure, context), context);
      return accept(pattern, reading.header, context);
    case "query":
      return meet(reading, pattern, note, context);
  }
}

type Note = (outcome: ReceivedQuery["outcome"], reason?: string) => void;

async function meet(
  reading: Extract<RequestReading, { kind: "query" }>,
  pattern: ContractPattern,
  note: Note,
  context: RequestContext,
): Promise<Ending> {
  const { header, query } = reading;
  const scenario = context.scenarios.take(query.nhsNumber);
  const refusal = refusalOf(scenario, header, context);
  if (refusal !== undefined) {
    note("not-processed", scenario?.name);
    return refusal;
  }
  const duplicate = pattern === "reliable" && context.taken.has(header.messageId);
  note(duplicate ? "duplicate" : "processed", scenario?.name);
  if (!duplicate) {
    context.taken.add(header.messageId);
    const replies = planReplies(query, scenario, context);
    if (scenario?.name === "reply-before-202") {
      for (const reply of replies) await context.dispatcher.deliverNow(header, reply);
    } else sendOut(header, replies, context);
  }
  return endingOf(scenario, pattern, header, context);
}

function sendOut(header: EbxmlHeader, replies: readonly PlannedReply[], context: RequestContext): void {
  for (const reply of replies) context.dispatcher.schedule(header, reply);
}

/** Scenarios in which the messaging layer refuses the query, so that CP-IS never sees it. */
function refusalOf(
  scenario: Scenario | undefined,
  header: EbxmlHeader,
  context: RequestContext,
): Ending | undefined {
  switch (scenario?.name) {
    case "error-list":
      if (scenario.severity === "Warning") return undefined;
      return errorList(header, scenario.errorCode ?? "DeliveryFailure", "Error", context);
    case "fault":
      return soapFault(scenario.codes, "Simulated");
    case "http-status":
      return { kind: "answer", status: scenario.status };
    default:
      return undefined;
  }
}

/** How the exchange ends although, or because, the query was taken in. */
function endingOf(
  scenario: Scenario | undefined,
  pattern: ContractPattern,
  header: EbxmlHeader,
  context: RequestContext,
): Ending {
  switch (scenario?.name) {
    case "connection-reset":
      return { kind: "reset" };
    case "slow-acceptance":
      return { ...accept(pattern, header, context), delayMs: scenario.delayMs };
    case "error-list":
      return errorList(header, scenario.errorCode ?? "ValueNotRecognized", "Warning", context);
    case "acceptance-without-acknowledgment":
      return { kind: "answer", status: 202 };
    case "foreign-acknowledgment":
      return {
        kind: "answer",
        status: 202,
        xml: acknowledge({ ...header, messageId: context.ids.uuid() }, context),
      };
    default:
      return accept(pattern, header, context);
  }
}

function accept(
  pattern: ContractPattern,
  header: EbxmlHeader,
  context: RequestContext,
): Extract<Ending, { kind: "answer" }> {
  if (pattern === "express") return { kind: "answer", status: 202 };
  return { kind: "answer", status: 202, xml: acknowledge(header, context) };
}

function acknowledge(header: EbxmlHeader, context: RequestContext): string {
  return buildAcknowledgment(header, {
    messageId: context.ids.uuid(),
    timestamp: formatEbxmlTimestamp(context.clock.now()),
  });
}

function refuse(failure: EnvelopeFailure, header: EbxmlHeader | undefined, context: RequestContext): Ending {
  if (failure.kind === "fault") return soapFault([failure.code], failure.name);
  if (header === undefined) return soapFault(["201"], "MESSAGE_NOT_WELL_FORMED");
  return errorList(header, failure.errorCode, "Error", context, failure.description);
}

function errorList(
  header: EbxmlHeader,
  errorCode: string,
  severity: "Error" | "Warning",
  context: RequestContext,
  description = "Simulated",
): Ending {
  const identity = { messageId: context.ids.uuid(), timestamp: formatEbxmlTimestamp(context.clock.now()) };
  const codeContext = "urn:oasis:names:tc:ebxml-msg:service:errors";
  const xml = buildMessageError(header, identity, [{ codeContext, errorCode, severity, description }]);
  return { kind: "answer", status: 200, xml };
}

function soapFault(codes: readonly string[], description: string): Ending {
  const xml = buildSoapFault({
    faultCode: "SOAP:Server",
    faultString: "Application Exception",
    errors: codes.map((errorCode) => ({
      codeContext: "urn:nhs:names:error:tms",
      errorCode,
      severity: "Error",
      location: "",
      description,
    })),
  });
  return { kind: "answer", status: 500, xml };
}

function noting(
  reading: RequestReading,
  pattern: ContractPattern,
  body: Uint8Array,
  context: RequestContext,
): Note {
  const header = "header" in reading ? reading.header : undefined;
  const query = reading.kind === "query" ? reading.query : undefined;
  return (outcome, reason) => {
    context.received.push({
      at: context.clock.now(),
      pattern,
      ...(header === undefined ? {} : { messageId: header.messageId, conversationId: header.conversationId }),
      ...(query === undefined
        ? {}
        : {
            nhsNumber: query.nhsNumber,
            accessMode: accessModeOf(query.silentRead),
            author: query.author.kind,
          }),
      bodyDigest: createHash("sha256").update(body).digest("hex"),
      outcome,
      ...(reason === undefined ? {} : { reason }),
    });
  };
}

function accessModeOf(silentRead: string | undefined): AccessMode {
  return silentRead === undefined || silentRead === "explicit-true" ? "unscheduled" : "scheduled";
}
