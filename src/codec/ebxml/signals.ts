import { compileTemplate, element, markup, optionalAttribute, slot } from "../xml/write-xml.js";
import type { EbxmlError } from "./envelope.js";
import {
  headerValues,
  messageHeaderNode,
  mustUnderstand,
  signalService,
  type EbxmlHeader,
  type HeaderSlot,
} from "./header.js";

/** What a signal needs of its own; everything else is copied from the message it answers. */
export interface SignalIdentity {
  readonly messageId: string;
  /** UTC without fraction. */
  readonly timestamp: string;
}

const toPartyMsh = "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH";

const acknowledgment = compileTemplate<HeaderSlot | "acknowledgedId">(
  element(
    "SOAP:Envelope",
    {},
    element(
      "SOAP:Header",
      {},
      messageHeaderNode,
      element(
        "eb:Acknowledgment",
        { ...mustUnderstand, "SOAP:actor": toPartyMsh },
        element("eb:Timestamp", {}, slot("timestamp")),
        element("eb:RefToMessageId", {}, slot("acknowledgedId")),
        element(
          "eb:From",
          {},
          element(
            "eb:PartyId",
            { "eb:type": "urn:nhs:names:partyType:ocs+serviceInstance" },
            slot("fromPartyKey"),
          ),
        ),
      ),
    ),
    element("SOAP:Body", {}),
  ),
  ["SOAP", "eb"],
);

const messageError = compileTemplate<HeaderSlot | "highestSeverity" | "errors">(
  element(
    "SOAP:Envelope",
    {},
    element(
      "SOAP:Header",
      {},
      messageHeaderNode,
      element(
        "eb:ErrorList",
        { ...mustUnderstand, "eb:highestSeverity": slot("highestSeverity") },
        markup("errors"),
      ),
    ),
    element("SOAP:Body", {}),
  ),
  ["SOAP", "eb"],
);

const oneError = compileTemplate<"codeContext" | "errorCode" | "severity" | "description">(
  element(
    "eb:Error",
    {
      "eb:codeContext": markup("codeContext"),
      "eb:errorCode": slot("errorCode"),
      "eb:severity": slot("severity"),
    },
    markup("description"),
  ),
);
const errorDescription = compileTemplate<"text">(
  element("eb:Description", { "xml:lang": "en-GB" }, slot("text")),
);

/**
 * Writes the acknowledgment of a message (spine-transport 4.3): parties swapped, CPAId and ConversationId copied, no
 * SyncReply. Only after the message is durable.
 */
export function buildAcknowledgment(received: EbxmlHeader, identity: SignalIdentity): string {
  const header = answering(received, identity, "Acknowledgment");
  return acknowledgment({ ...headerValues(header), acknowledgedId: received.messageId });
}

/** Writes the negative answer to a message (spine-transport 4.4). */
export function buildMessageError(
  received: EbxmlHeader,
  identity: SignalIdentity,
  errors: readonly EbxmlError[],
): string {
  const onlyWarnings = errors.every((error) => error.severity === "Warning");
  return messageError({
    ...headerValues(answering(received, identity, "MessageError")),
    highestSeverity: onlyWarnings ? "Warning" : "Error",
    errors: errors.map(buildError).join(""),
  });
}

function buildError(error: EbxmlError): string {
  return oneError({
    codeContext: optionalAttribute("eb:codeContext", error.codeContext),
    errorCode: error.errorCode,
    severity: error.severity,
    description: error.description === undefined ? "" : errorDescription({ text: error.description }),
  });
}

function answering(received: EbxmlHeader, identity: SignalIdentity, action: string): EbxmlHeader {
  return {
    fromPartyKey: received.toPartyKey,
    toPartyKey: received.fromPartyKey,
    cpaId: received.cpaId,
    conversationId: received.conversationId,
    service: signalService,
    action,
    messageId: identity.messageId,
    timestamp: identity.timestamp,
    refToMessageId: received.messageId,
    duplicateElimination: false,
    syncReply: false,
  };
}
