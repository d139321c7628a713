import { CpisError } from "../../errors/cpis-error.js";
import { readXml } from "../xml/read-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import {
  buildApplicationAcknowledgement,
  parseApplicationAcknowledgement,
  type ApplicationAcknowledgement,
} from "./application-acknowledgement.js";
import { findAnyInteraction } from "./find-interaction.js";
import { buildMailboxMessage, parseMailboxMessage, type MailboxMessage } from "./mailbox-message.js";
import { mailboxXmlLimits } from "./mailbox-root.js";
import { buildQuery, parseQuery, type NhsQuery } from "./query.js";
import { buildQueryFailed, parseQueryFailed, type QueryFailed } from "./query-failed.js";
import { buildQueryResponse, parseQueryResponse, type QueryResponse } from "./query-response.js";
import { interactions } from "./vocabulary.js";

/** Every message this version knows. Plain data: its JSON is lossless, keys in a fixed order, `kind` first. */
export type CpisMessage =
  NhsQuery | QueryResponse | QueryFailed | ApplicationAcknowledgement | MailboxMessage;

/**
 * Reads any CP-IS message strictly, by its root element; those of the query service also inside a SOAP body.
 *
 * The caps are those of a MESH file, the largest that any message has. A document that was read already may be handed in.
 */
export function parseMessage(xml: string | Uint8Array | XmlElement): CpisMessage {
  const document = typeof xml === "object" && "children" in xml ? xml : readXml(xml, mailboxXmlLimits);
  const mailboxMessage = parseMailboxMessage(document);
  if (mailboxMessage !== undefined) return mailboxMessage;
  const interaction: XmlElement & { readonly name: string } = findAnyInteraction(document);
  switch (interaction.name) {
    case interactions.query:
      return parseQuery(interaction);
    case interactions.queryResponse:
      return parseQueryResponse(interaction);
    case interactions.queryFailed:
      return parseQueryFailed(interaction);
    default:
      return parseApplicationAcknowledgement(interaction);
  }
}

/** Writes any CP-IS message. */
export function buildMessage(message: CpisMessage): string {
  switch (message.kind) {
    case "query":
      return buildQuery(message);
    case "query-response":
      return buildQueryResponse(message);
    case "query-failed":
      return buildQueryFailed(message);
    case "application-acknowledgement":
      return buildApplicationAcknowledgement(message);
    default:
      return buildMailboxMessage(message);
  }
}

/**
 * Writes a message from JSON that somebody else made.
 *
 * What was written is read back and must say the same: a field that is missing, misspelt or not known would otherwise
 * vanish without a word. Throws `CPIS_MESSAGE_UNKNOWN` for another kind, `CPIS_MESSAGE_MALFORMED` for everything else.
 */
export function buildMessageFromJson(json: unknown): string {
  const kind = typeof json === "object" && json !== null && "kind" in json ? json.kind : undefined;
  if (!kinds.has(kind)) throw new CpisError("CPIS_MESSAGE_UNKNOWN", { context: { fault: "unknown kind" } });
  const xml = buildUntrusted(json as CpisMessage);
  if (canonical(parseMessage(xml)) !== canonical(json)) {
    throw new CpisError("CPIS_MESSAGE_MALFORMED", {
      context: { fault: "fields that do not belong to the message, or lack" },
    });
  }
  return xml;
}

const kinds: ReadonlySet<unknown> = new Set<CpisMessage["kind"]>([
  "query",
  "query-response",
  "query-failed",
  "application-acknowledgement",
  "upload",
  "upload-acknowledgement",
  "access-notification",
  "inactive-nhs-number",
]);

function buildUntrusted(message: CpisMessage): string {
  try {
    return buildMessage(message);
  } catch (error) {
    if (CpisError.is(error)) throw error;
    // A builder that reads a property of nothing: the JSON has not the shape it claims.
    throw new CpisError("CPIS_MESSAGE_MALFORMED", { context: { fault: "a part of the message is missing" } });
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
