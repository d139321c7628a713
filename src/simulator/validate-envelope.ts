import { cpisQueryService, interactions } from "../codec/hl7v3/vocabulary.js";
import { namespaces } from "../codec/xml/namespaces.js";
import type { XmlElement } from "../codec/xml/xml-element.js";
import { elementsAt, hasAttribute } from "./path-query.js";

/** The two contract shapes, each with its own address on Spine (spine-transport section 6). */
export type ContractPattern = "express" | "reliable";

/** How Spine refuses an envelope: a SOAP Fault, or an ebXML ErrorList with Spine's own number in the description. */
export type EnvelopeFailure =
  | { readonly kind: "fault"; readonly code: string; readonly name: string }
  | { readonly kind: "error-list"; readonly errorCode: string; readonly description: string };

/** What the envelope must agree with. */
export interface EnvelopeExpectation {
  readonly pattern: ContractPattern;
  readonly spinePartyKey: string;
  readonly cpaId: string;
  /** Content-ID of the second part, without angle brackets. */
  readonly payloadContentId: string;
}

const actors = new Set([
  "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
  "urn:oasis:names:tc:ebxml-msg:actor:nextMSH",
]);
const nextActor = "http://schemas.xmlsoap.org/soap/actor/next";

/** Checks a query's envelope as strictly as Spine's validators are known to, and returns the first fault. */
export function findEnvelopeFailure(
  envelope: XmlElement,
  expected: EnvelopeExpectation,
): EnvelopeFailure | undefined {
  const headers = elementsAt(envelope, "Header", "MessageHeader");
  const header = headers.length === 1 ? headers[0] : undefined;
  if (!isSoap(envelope) || header === undefined) return fault("201", "MESSAGE_NOT_WELL_FORMED");
  return (
    headerFailure(header) ??
    manifestFailure(envelope, expected.payloadContentId) ??
    signalFailure(envelope) ??
    contractFailure(envelope, header, expected.pattern) ??
    routingFailure(header, expected)
  );
}

const mandatory: readonly (readonly string[])[] = [
  ["From", "PartyId"],
  ["To", "PartyId"],
  ["CPAId"],
  ["ConversationId"],
  ["Service"],
  ["Action"],
  ["MessageData", "MessageId"],
  ["MessageData", "Timestamp"],
];

function headerFailure(header: XmlElement): EnvelopeFailure | undefined {
  if (header.attributes[`{${namespaces.eb}}version`] !== "2.0")
    return fault("201", "INVALID_MESSAGE_HEADER_VERSION");
  const complete = mandatory.every((path) => {
    const found = elementsAt(header, ...path);
    return found.length === 1 && (found[0]?.text ?? "").trim() !== "";
  });
  return complete ? undefined : fault("201", "MESSAGE_NOT_WELL_FORMED");
}

function manifestFailure(envelope: XmlElement, payloadContentId: string): EnvelopeFailure | undefined {
  const references = elementsAt(envelope, "Body", "Manifest", "Reference");
  const href = references[0]?.attributes[`{${namespaces.xlink}}href`] ?? "";
  const target = href.slice(href.indexOf(":") + 1);
  const valid = references.length === 1 && href.includes(":") && target !== "" && target === payloadContentId;
  return valid ? undefined : fault("201", "INVALID_MANIFEST_REFERENCE");
}

function signalFailure(envelope: XmlElement): EnvelopeFailure | undefined {
  const sync = elementsAt(envelope, "Header", "SyncReply")[0];
  const ack = elementsAt(envelope, "Header", "AckRequested")[0];
  const eb = (name: string): string => `{${namespaces.eb}}${name}`;
  const actor = `{${namespaces.soap}}actor`;
  if (sync !== undefined) {
    if (sync.attributes[eb("version")] !== "2.0") return fault("201", "SYNCREPLY_VERSION_INVALID");
    if (sync.attributes[actor] !== nextActor) return fault("201", "SYNCREPLY_ACTOR_INVALID");
  }
  if (ack !== undefined) {
    if (ack.attributes[eb("version")] !== "2.0") return fault("201", "ACK_REQUESTED_VERSION_INVALID");
    if (ack.attributes[eb("signed")] !== "false") return fault("201", "ACK_REQUESTED_SIGNED_INVALID");
    if (!hasAttribute(ack, actor) || !actors.has(ack.attributes[actor] ?? "")) {
      return fault("201", "ACK_REQUESTED_ACTOR_INVALID");
    }
  }
  return undefined;
}

// The reliable validator demands all three; the express one demands neither of the first two and ignores the third.
function contractFailure(
  envelope: XmlElement,
  header: XmlElement,
  pattern: ContractPattern,
): EnvelopeFailure | undefined {
  const reliable = pattern === "reliable";
  const has = (...path: readonly string[]): boolean => elementsAt(envelope, "Header", ...path).length > 0;
  if (elementsAt(header, "DuplicateElimination").length > 0 !== reliable) {
    return fault("201", "DUPLICATE_ELIMINATION_INCONSISTENT_WITH_CONTRACT");
  }
  if (has("AckRequested") !== reliable) return fault("201", "ACK_REQUESTED_INCONSISTENT_WITH_CONTRACT");
  if (reliable && !has("SyncReply")) return fault("201", "SYNCREPLY_INCONSISTENT_WITH_CONTRACT");
  return undefined;
}

function routingFailure(header: XmlElement, expected: EnvelopeExpectation): EnvelopeFailure | undefined {
  const value = (...path: readonly string[]): string => elementsAt(header, ...path)[0]?.text.trim() ?? "";
  if (value("Service") !== cpisQueryService || value("Action") !== interactions.query) {
    return fault("101", "SERVICE_NOT_SUPPORTED");
  }
  if (value("To", "PartyId") !== expected.spinePartyKey) {
    return refusal("ValueNotRecognized", "501314:Invalid To Party Type attribute");
  }
  if (value("CPAId") !== expected.cpaId) return refusal("ValueNotRecognized", "501319:Unknown eb:CPAId");
  return undefined;
}

function isSoap(envelope: XmlElement): boolean {
  return envelope.name === "Envelope" && envelope.namespace === namespaces.soap;
}

// The national numbers of these names are not public; 201 (not well formed) is the known one that never invites a retry.
function fault(code: string, name: string): EnvelopeFailure {
  return { kind: "fault", code, name };
}

function refusal(errorCode: string, description: string): EnvelopeFailure {
  return { kind: "error-list", errorCode, description };
}
