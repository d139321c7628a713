import { CpisError } from "../../errors/cpis-error.js";
import {
  buildEnvelope,
  parseEnvelope,
  type AcknowledgmentSignal,
  type EbxmlEnvelope,
  type MessageErrorSignal,
} from "./envelope.js";
import { malformedEnvelope } from "./envelope-fault.js";
import { withoutDoubledUrn, type EbxmlHeader } from "./header.js";
import { isUtf8, parseMediaType } from "./media-type.js";
import { buildMultipart, maxRequestBytes, parseMultipart, type IncomingPart } from "./multipart.js";

/** A business message: its header and, still as text, the HL7 message that it carries. */
export interface EbxmlMessage {
  readonly kind: "message";
  readonly header: EbxmlHeader;
  readonly hl7: string;
}

/** What a POST to us, or the answer to one of ours, may hold. */
export type EbxmlContent = EbxmlMessage | AcknowledgmentSignal | MessageErrorSignal;

/** An HTTP request that is ready to leave: the same input always gives the same bytes. */
export interface EbxmlRequest {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Value of the SOAPAction header, with its quotes. */
  readonly soapAction: string;
}

/** The boundary that Spine itself uses. */
export const spineBoundary = "--=_MIME-Boundary";

const envelopeContentId = "ebXMLHeader@spine.nhs.uk";

/** Writes envelope and payload as multipart/related (spine-transport 3.1, 3.2). */
export function buildEbxmlMessage(message: {
  readonly header: EbxmlHeader;
  readonly hl7: string;
  readonly boundary: string;
}): EbxmlRequest {
  const { header, hl7, boundary } = message;
  const payloadContentId = `${header.messageId}@spine.nhs.uk`;
  const parts = [
    {
      contentId: envelopeContentId,
      contentType: "text/xml; charset=UTF-8",
      content: buildEnvelope(header, payloadContentId),
    },
    { contentId: payloadContentId, contentType: "application/xml; charset=UTF-8", content: hl7 },
  ];
  return {
    contentType: `multipart/related; boundary="${boundary}"; type="text/xml"; start="<${envelopeContentId}>"; charset="UTF-8"`,
    body: buildMultipart(parts, boundary),
    soapAction: `"${header.service}/${header.action}"`,
  };
}

/**
 * Reads what came over HTTP: a multipart business message, or a signal as plain XML.
 *
 * The payload stays text and is not looked into: it must be durable before anybody judges it.
 */
export function parseEbxmlMessage(contentType: string, body: Uint8Array): EbxmlContent {
  const media = parseMediaType(contentType);
  if (media.type.startsWith("multipart/")) {
    return fromParts(parseMultipart(contentType, body), media.parameters.get("start"));
  }
  if (body.length > maxRequestBytes)
    throw new CpisError("CPIS_XML_TOO_LARGE", { context: { length: body.length } });
  if (!isUtf8(media.parameters.get("charset"))) throw malformedEnvelope("a charset other than UTF-8");
  const envelope = parseEnvelope(body);
  if (envelope.kind === "message") throw malformedEnvelope("a business message without its payload");
  return envelope;
}

/** The service and action of a SOAPAction header, however it is quoted and whatever `urn:` is doubled. */
export function parseSoapAction(
  header: string,
): { readonly service: string; readonly action: string } | undefined {
  const value = withoutDoubledUrn(header.trim().replace(/^"|"$/g, ""));
  const slash = value.lastIndexOf("/");
  if (slash <= 0 || slash === value.length - 1) return undefined;
  return { service: value.slice(0, slash), action: value.slice(slash + 1) };
}

function fromParts(parts: readonly IncomingPart[], start: string | undefined): EbxmlContent {
  const startId = start?.replace(/^<|>$/g, "");
  const first = parts.find((part) => startId !== undefined && part.contentId === startId) ?? parts[0];
  if (first === undefined) throw malformedEnvelope("no part");
  const envelope = parseEnvelope(first.content);
  if (envelope.kind !== "message") return envelope;
  const others = parts.filter((part) => part !== first);
  return { kind: "message", header: envelope.header, hl7: payloadText(payloadOf(envelope, others)) };
}

function payloadOf(
  envelope: Extract<EbxmlEnvelope, { kind: "message" }>,
  others: readonly IncomingPart[],
): IncomingPart {
  const named = others.find((part) => part.contentId === envelope.payloadContentId);
  const [only] = others;
  if (named !== undefined) return named;
  // A part without a Content-Id can only be meant by its place; one with another id is another part.
  if (only !== undefined && others.length === 1 && only.contentId === undefined) return only;
  throw malformedEnvelope("the manifest names no part of this message");
}

function payloadText(part: IncomingPart): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(part.content);
  } catch (cause) {
    throw new CpisError("CPIS_MULTIPART_MALFORMED", {
      context: { fault: "the payload is not UTF-8" },
      cause,
    });
  }
}
