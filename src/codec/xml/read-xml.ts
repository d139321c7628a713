import { XMLParser } from "fast-xml-parser";
import { CpisError } from "../../errors/cpis-error.js";
import { decodeReferences } from "./references.js";
import { scanXml, type ScanLimits, type ScannedElement } from "./scan-xml.js";
import type { XmlElement } from "./xml-element.js";

/** Caps of one document. */
export interface XmlLimits extends ScanLimits {
  /** Bytes, or UTF-16 units of a text. */
  readonly maxLength: number;
}

/** A whole request may have 5.2 MB (spine-transport 3.3); no CP-IS message is nested deeper than 25. */
export const defaultXmlLimits: XmlLimits = { maxLength: 5_200_000, maxDepth: 64, maxElements: 150_000 };

const textKey = "#text";
const cdataKey = "#cdata";

// Structure and text only: attributes come from the strict pass, so that they are neither taken for numbers nor trimmed,
// and references are decoded by us, because the parser knows no numeric ones without the whole of HTML's.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  jPath: false,
  textNodeName: textKey,
  cdataPropName: cdataKey,
  maxNestedTags: 1_000,
});

type ParsedNode = Readonly<Record<string, unknown>>;

/**
 * Reads a document; the only door through which XML comes in.
 *
 * Two readers must agree on it. The strict pass refuses what is not well formed or is forbidden, resolves namespaces and
 * reads attributes; fast-xml-parser, which by itself accepts truncated input, second roots and double attributes, then
 * builds the tree. A document they see differently is refused.
 *
 * Throws `CPIS_XML_MALFORMED` or `CPIS_XML_TOO_LARGE`.
 */
export function readXml(source: string | Uint8Array, limits: Partial<XmlLimits> = {}): XmlElement {
  const caps = { ...defaultXmlLimits, ...limits };
  if (source.length > caps.maxLength) {
    throw new CpisError("CPIS_XML_TOO_LARGE", {
      context: { length: source.length, maxLength: caps.maxLength },
    });
  }
  const { text, elements } = scanXml(typeof source === "string" ? withoutMark(source) : decode(source), caps);
  const remaining = elements[Symbol.iterator]();
  const [root] = join(parse(text), remaining).children;
  if (root === undefined || remaining.next().done !== true) throw disagreement();
  return root;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CpisError("CPIS_XML_MALFORMED", { context: { fault: "not UTF-8" }, cause });
  }
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function parse(text: string): readonly ParsedNode[] {
  try {
    return parser.parse(text) as readonly ParsedNode[];
  } catch {
    // The parser's own message may quote the document, so it is not kept as a cause.
    throw disagreement();
  }
}

function join(
  nodes: readonly ParsedNode[],
  scanned: Iterator<ScannedElement, undefined>,
): { readonly children: readonly XmlElement[]; readonly text: string } {
  const children: XmlElement[] = [];
  let text = "";
  for (const node of nodes) {
    for (const key in node) {
      const value = node[key];
      if (key === textKey) text += decodedText(value);
      else if (key === cdataKey) text += cdataText(value);
      else children.push(joinElement(key, value, scanned));
    }
  }
  return { children, text: children.length > 0 ? "" : text };
}

function joinElement(
  qualifiedName: string,
  content: unknown,
  scanned: Iterator<ScannedElement, undefined>,
): XmlElement {
  const element = scanned.next().value;
  if (element?.qualifiedName !== qualifiedName || !Array.isArray(content)) throw disagreement();
  const { name, namespace, attributes } = element;
  const { children, text } = join(content as readonly ParsedNode[], scanned);
  return { name, namespace, attributes, children, text };
}

function decodedText(value: unknown): string {
  if (typeof value !== "string") throw disagreement();
  if (!value.includes("&")) return value;
  const decoded = decodeReferences(value);
  if (decoded === undefined) throw disagreement();
  return decoded;
}

function cdataText(value: unknown): string {
  const [only] = Array.isArray(value) ? (value as readonly ParsedNode[]) : [];
  const text = only?.[textKey];
  return typeof text === "string" ? text : "";
}

function disagreement(): CpisError {
  return new CpisError("CPIS_XML_MALFORMED", {
    context: { fault: "two readers disagree about the document" },
  });
}
