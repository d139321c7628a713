import { maxEnvelopeBytes, parseEnvelope, type EbxmlEnvelope } from "../../codec/ebxml/envelope.js";
import { parseMultipart } from "../../codec/ebxml/multipart.js";
import { CpisError } from "../../errors/cpis-error.js";

type MessageEnvelope = Extract<EbxmlEnvelope, { kind: "message" }>;

/** The MIME lines before an envelope are a few hundred bytes; a preamble may make them more. */
const maxBytesBefore = 6_144;

/**
 * The envelope of a business message of which nothing else can be read: broken off, too large, or not multipart at all.
 *
 * Undefined where there is none that can be read whole, or where it is a signal's.
 */
export function findEnvelope(contentType: string, body: Uint8Array): MessageEnvelope | undefined {
  const envelope = attempt(() => firstPart(contentType, body)) ?? attempt(() => firstElement(body));
  return envelope?.kind === "message" ? envelope : undefined;
}

function firstPart(contentType: string, body: Uint8Array): EbxmlEnvelope | undefined {
  const [first] = parseMultipart(contentType, body);
  return first === undefined ? undefined : parseEnvelope(first.content);
}

function firstElement(body: Uint8Array): EbxmlEnvelope | undefined {
  // One character for each byte, so that positions in the text are positions in the body.
  const text = new TextDecoder("latin1").decode(body.subarray(0, maxBytesBefore + maxEnvelopeBytes));
  const start = /<((?:[\w.-]{1,40}:)?Envelope)[\s>]/.exec(text);
  if (start?.[1] === undefined || start.index > maxBytesBefore) return undefined;
  const end = `</${start[1]}>`;
  const endsAt = text.indexOf(end, start.index);
  return endsAt < 0 ? undefined : parseEnvelope(body.subarray(start.index, endsAt + end.length));
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}
