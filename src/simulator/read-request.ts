import { parseEnvelope, type EbxmlEnvelope } from "../codec/ebxml/envelope.js";
import type { EbxmlHeader } from "../codec/ebxml/header.js";
import { parseMediaType } from "../codec/ebxml/media-type.js";
import { parseMultipart } from "../codec/ebxml/multipart.js";
import { parseQuery, type NhsQuery } from "../codec/hl7v3/query.js";
import { readXml } from "../codec/xml/read-xml.js";
import type { XmlElement } from "../codec/xml/xml-element.js";
import { CpisError } from "../errors/cpis-error.js";
import { findEnvelopeFailure, type EnvelopeExpectation, type EnvelopeFailure } from "./validate-envelope.js";
import { findQueryFailure, type QueryFailure } from "./validate-query.js";

/** What a POST to Spine turned out to be. */
export type RequestReading =
  | { readonly kind: "signal"; readonly signal: Exclude<EbxmlEnvelope, { kind: "message" }> }
  /** Refused by the messaging layer; the header is there where it could be read. */
  | { readonly kind: "refused"; readonly failure: EnvelopeFailure; readonly header?: EbxmlHeader }
  /** Taken in, but it breaks a rule of the query: an application acknowledgement will say so. */
  | { readonly kind: "invalid-query"; readonly header: EbxmlHeader; readonly failure: QueryFailure }
  | { readonly kind: "query"; readonly header: EbxmlHeader; readonly query: NhsQuery };

/** Reads and checks a POST as strictly as the reference says Spine does. */
export function readRequest(
  contentType: string,
  body: Uint8Array,
  expected: Omit<EnvelopeExpectation, "payloadContentId">,
): RequestReading {
  const reading = orUndefined(() =>
    parseMediaType(contentType).type.startsWith("multipart/")
      ? readMessage(contentType, body, expected)
      : readSignal(body),
  );
  return reading ?? notWellFormed();
}

function readSignal(body: Uint8Array): RequestReading {
  const signal = parseEnvelope(body);
  return signal.kind === "message" ? notWellFormed() : { kind: "signal", signal };
}

function readMessage(
  contentType: string,
  body: Uint8Array,
  expected: Omit<EnvelopeExpectation, "payloadContentId">,
): RequestReading {
  const [first, second, third] = parseMultipart(contentType, body);
  if (first === undefined || second === undefined || third !== undefined) return notWellFormed();
  const payloadContentId = second.contentId ?? "";
  const failure = findEnvelopeFailure(readXml(first.content), { ...expected, payloadContentId });
  const header = orUndefined(() => parseEnvelope(first.content).header);
  if (failure !== undefined) {
    return { kind: "refused", failure, ...(header === undefined ? {} : { header }) };
  }
  const message = orUndefined(() => readXml(second.content));
  if (header === undefined || message === undefined) return notWellFormed(header);
  return readQuery(header, message);
}

function readQuery(header: EbxmlHeader, message: XmlElement): RequestReading {
  const failure = findQueryFailure(message);
  if (failure !== undefined) return { kind: "invalid-query", header, failure };
  const query = orUndefined(() => parseQuery(message));
  return query === undefined ? notWellFormed(header) : { kind: "query", header, query };
}

function notWellFormed(header?: EbxmlHeader): RequestReading {
  return {
    kind: "refused",
    failure: { kind: "fault", code: "201", name: "MESSAGE_NOT_WELL_FORMED" },
    ...(header === undefined ? {} : { header }),
  };
}

function orUndefined<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}
