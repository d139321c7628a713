import { malformedEnvelope } from "./envelope-fault.js";
import { namespaces } from "../xml/namespaces.js";
import { optionalChild, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot, type XmlNode } from "../xml/write-xml.js";

/** What an ebXML message header says (spine-transport 4.1). The three flags follow the contract, never a constant. */
export interface EbxmlHeader {
  readonly fromPartyKey: string;
  readonly toPartyKey: string;
  readonly cpaId: string;
  readonly conversationId: string;
  readonly service: string;
  readonly action: string;
  /** Upper-case UUID, equal to the HL7 message id. */
  readonly messageId: string;
  /** UTC without fraction: `2026-01-05T14:30:00Z`. */
  readonly timestamp: string;
  /** The request's MessageId, on replies and signals. */
  readonly refToMessageId?: string;
  readonly duplicateElimination: boolean;
  readonly ackRequested?: { readonly actor: string };
  readonly syncReply: boolean;
}

/** Service of Acknowledgment and MessageError. */
export const signalService = "urn:oasis:names:tc:ebxml-msg:service";

/** `eb:Timestamp` of a moment: UTC, no fraction. */
export function formatEbxmlTimestamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

const partyType = "urn:nhs:names:partyType:ocs+serviceInstance";
const nextActor = "http://schemas.xmlsoap.org/soap/actor/next";

/** Attributes that every ebXML header block carries. */
export const mustUnderstand = { "eb:version": "2.0", "SOAP:mustUnderstand": "1" } as const;

function party(name: string, partyKey: string): XmlNode {
  return element(name, {}, element("eb:PartyId", { "eb:type": partyType }, slot(partyKey)));
}

/** The skeleton of a message header, to be put into a SOAP header. */
export const messageHeaderNode: XmlNode = element(
  "eb:MessageHeader",
  mustUnderstand,
  party("eb:From", "fromPartyKey"),
  party("eb:To", "toPartyKey"),
  element("eb:CPAId", {}, slot("cpaId")),
  element("eb:ConversationId", {}, slot("conversationId")),
  element("eb:Service", {}, slot("service")),
  element("eb:Action", {}, slot("action")),
  element(
    "eb:MessageData",
    {},
    element("eb:MessageId", {}, slot("messageId")),
    element("eb:Timestamp", {}, slot("timestamp")),
    markup("refToMessageId"),
  ),
  markup("duplicateElimination"),
);

/** Names of the slots of `messageHeaderNode`. */
export type HeaderSlot =
  | "fromPartyKey"
  | "toPartyKey"
  | "cpaId"
  | "conversationId"
  | "service"
  | "action"
  | "messageId"
  | "timestamp"
  | "refToMessageId"
  | "duplicateElimination";

const refToMessageId = compileTemplate<"id">(element("eb:RefToMessageId", {}, slot("id")));
const duplicateElimination = compileTemplate<never>(element("eb:DuplicateElimination", {}));
const ackRequested = compileTemplate<"actor">(
  element("eb:AckRequested", { ...mustUnderstand, "eb:signed": "false", "SOAP:actor": slot("actor") }),
);
const syncReply = compileTemplate<never>(
  element("eb:SyncReply", { ...mustUnderstand, "SOAP:actor": nextActor }),
);

/** Values for the slots of `messageHeaderNode`. */
export function headerValues(header: EbxmlHeader): Readonly<Record<HeaderSlot, string>> {
  return {
    fromPartyKey: header.fromPartyKey,
    toPartyKey: header.toPartyKey,
    cpaId: header.cpaId,
    conversationId: header.conversationId,
    service: header.service,
    action: header.action,
    messageId: header.messageId,
    timestamp: header.timestamp,
    refToMessageId: header.refToMessageId === undefined ? "" : refToMessageId({ id: header.refToMessageId }),
    duplicateElimination: header.duplicateElimination ? duplicateElimination({}) : "",
  };
}

/** The siblings of the message header that the contract asks for. */
export function buildContractBlocks(header: EbxmlHeader): string {
  const requested = header.ackRequested === undefined ? "" : ackRequested(header.ackRequested);
  return requested + (header.syncReply ? syncReply({}) : "");
}

/** Reads the ebXML blocks of a SOAP header. */
export function parseHeader(soapHeader: XmlElement): EbxmlHeader {
  const header = requiredChild(soapHeader, "MessageHeader", namespaces.eb);
  const data = requiredChild(header, "MessageData", namespaces.eb);
  const ref = optionalChild(data, "RefToMessageId", namespaces.eb)?.text.trim();
  const ack = optionalChild(soapHeader, "AckRequested", namespaces.eb);
  return {
    fromPartyKey: ebText(requiredChild(header, "From", namespaces.eb), "PartyId"),
    toPartyKey: ebText(requiredChild(header, "To", namespaces.eb), "PartyId"),
    cpaId: ebText(header, "CPAId"),
    conversationId: ebText(header, "ConversationId"),
    service: withoutDoubledUrn(ebText(header, "Service")),
    action: withoutDoubledUrn(ebText(header, "Action")),
    messageId: ebText(data, "MessageId"),
    timestamp: ebText(data, "Timestamp"),
    ...(ref === undefined || ref === "" ? {} : { refToMessageId: ref }),
    duplicateElimination: optionalChild(header, "DuplicateElimination", namespaces.eb) !== undefined,
    ...(ack === undefined ? {} : { ackRequested: { actor: ack.attributes[soapActor] ?? "" } }),
    syncReply: optionalChild(soapHeader, "SyncReply", namespaces.eb) !== undefined,
  };
}

const soapActor = `{${namespaces.soap}}actor`;

/** Text of a required, non-empty ebXML child. */
export function ebText(parent: XmlElement, name: string): string {
  const text = requiredChild(parent, name, namespaces.eb).text.trim();
  if (text === "") throw malformedEnvelope(`${name} is empty`);
  return text;
}

/** Spine-hosted services write a second `urn:` before service and action names (spine-transport 3.3). */
export function withoutDoubledUrn(name: string): string {
  return name.startsWith("urn:urn:") ? name.slice("urn:".length) : name;
}
