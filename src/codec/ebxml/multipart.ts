import { CpisError } from "../../errors/cpis-error.js";
import { isUtf8, parseMediaType } from "./media-type.js";

/** One part to be written. */
export interface OutgoingPart {
  /** Without angle brackets. */
  readonly contentId: string;
  readonly contentType: string;
  readonly content: string;
}

/** One part that was read, its transfer encoding undone. */
export interface IncomingPart {
  /** Without angle brackets; undefined where the part has none. */
  readonly contentId: string | undefined;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** A whole request may have 5.2 MB and 100 parts (spine-transport 3.2, 3.3). */
export const maxRequestBytes = 5_200_000;
const maxParts = 100;

/**
 * Writes a multipart body with CRLF line ends; the same parts and boundary always give the same bytes.
 *
 * Refuses content that itself holds a delimiter line: a receiver would cut the message in two.
 */
export function buildMultipart(parts: readonly OutgoingPart[], boundary: string): Uint8Array {
  const delimiter = `--${boundary}`;
  const written = parts.map(({ contentId, contentType, content }) => {
    if (content.startsWith(delimiter) || content.includes(`\n${delimiter}`))
      throw malformed("boundary inside a part");
    const header = `Content-Id: <${contentId}>\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: 8bit`;
    return `${delimiter}\r\n${header}\r\n\r\n${content}\r\n`;
  });
  return new TextEncoder().encode(`${written.join("")}${delimiter}--\r\n`);
}

/**
 * Takes a multipart body apart, tolerating what real senders do: bare LF, quoted or bare boundary, preamble and epilogue,
 * header names in any case, folded headers, missing part headers.
 *
 * Throws `CPIS_MULTIPART_MALFORMED` for a missing closing delimiter (a truncated body), a charset other than UTF-8 or an
 * unknown transfer encoding; `CPIS_XML_TOO_LARGE` past the size limit.
 */
export function parseMultipart(contentType: string, body: Uint8Array): readonly IncomingPart[] {
  if (body.length > maxRequestBytes) {
    throw new CpisError("CPIS_XML_TOO_LARGE", {
      context: { length: body.length, maxLength: maxRequestBytes },
    });
  }
  const media = parseMediaType(contentType);
  const boundary = media.parameters.get("boundary");
  if (!media.type.startsWith("multipart/") || boundary === undefined || boundary === "")
    throw malformed("no boundary");
  // One character for each byte, so that positions in the text are positions in the body.
  const text = new TextDecoder("latin1").decode(body);
  return sections(text, boundary).map(([from, to]) =>
    parsePart(text.slice(from, to), body.subarray(from, to)),
  );
}

type Span = readonly [from: number, to: number];

function sections(text: string, boundary: string): readonly Span[] {
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const delimiter = new RegExp(`(^|\\r?\\n)--${escaped}(--)?[ \\t]*(?=\\r?\\n|$)`, "g");
  const spans: Span[] = [];
  let start: number | undefined;
  for (const match of text.matchAll(delimiter)) {
    if (start !== undefined) spans.push([start, match.index]);
    if (match[2] !== undefined) return spans.length === 0 ? fail("no parts") : spans;
    if (spans.length >= maxParts) return fail("too many parts");
    start = match.index + match[0].length;
  }
  return fail(start === undefined ? "no delimiter" : "no closing delimiter");
}

// A part begins with the line end of its delimiter line; a second one in a row ends the (possibly empty) header.
const headerEnd = /^(?:\r?\n)(?:((?:[^\r\n]+\r?\n)*[^\r\n]+)\r?\n)?\r?\n/;

function parsePart(text: string, bytes: Uint8Array): IncomingPart {
  const match = headerEnd.exec(text);
  if (match === null) throw malformed("a part without the blank line after its header");
  const headers = parseHeaders(match[1] ?? "");
  const contentType = headers.get("content-type") ?? "";
  if (!isUtf8(parseMediaType(contentType).parameters.get("charset")))
    throw malformed("a charset other than UTF-8");
  const encoding = (headers.get("content-transfer-encoding") ?? "8bit").toLowerCase();
  const content = bytes.subarray(match[0].length);
  return {
    contentId: headers.get("content-id")?.replace(/^<|>$/g, ""),
    contentType,
    content: ["7bit", "8bit", "binary"].includes(encoding)
      ? content
      : decodeBase64(encoding, text.slice(match[0].length)),
  };
}

function parseHeaders(block: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function decodeBase64(encoding: string, text: string): Uint8Array {
  if (encoding !== "base64") throw malformed("an unknown transfer encoding");
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new CpisError("CPIS_MULTIPART_MALFORMED", { context: { fault: "not base64" }, cause });
  }
}

function malformed(fault: string): CpisError {
  return new CpisError("CPIS_MULTIPART_MALFORMED", { context: { fault } });
}

function fail(fault: string): never {
  throw malformed(fault);
}
