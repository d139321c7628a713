import { XMLParser } from "fast-xml-parser";
import { CpisError } from "../../errors/cpis-error.js";
import { escapeXml } from "./characters.js";
import { decodeReferences } from "./references.js";
import { scanXml, type ScanLimits, type ScannedDocument, type ScannedElement } from "./scan-xml.js";
import type { XmlElement } from "./xml-element.js";

/** Caps of one document. */
export interface XmlLimits extends ScanLimits {
  /** Bytes, or UTF-16 units of a text. */
  readonly maxLength: number;
}

/** A whole request may have 5.2 MB (spine-transport 3.3); no CP-IS message is nested deeper than 25. */
export const defaultXmlLimits: XmlLimits = { maxLength: 5_200_000, maxDepth: 64, maxElements: 150_000 };

/**
 * Reads a document; the only door through which XML comes in.
 *
 * Two readers must agree on it. The strict pass refuses what is not well formed or is forbidden, resolves namespaces and
 * reads attributes; fast-xml-parser, which by itself accepts truncated input, second roots and double attributes, reads
 * structure and text. A document in which they see different elements is refused.
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
  return buildTree(scanXml(typeof source === "string" ? withoutMark(source) : decode(source), caps));
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

// Attributes come from the strict pass, which neither trims them nor takes them for numbers; references are decoded here,
// because the parser knows no numeric ones without the whole of HTML's.
const parserOptions = {
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  jPath: false,
  maxNestedTags: 1_000,
} as const;

/** Where the parser is; it passes a text only under an option that is not used here. */
type Place = string | { getDepth(): number };

function depthOf(place: Place): number {
  return typeof place === "string" ? 0 : place.getDepth();
}

// The parser's own object tree costs more than all the rest (ADR 7), so it is never built: `updateTag` answers "leave it
// out" for every element, and ours grows from what the parser tells on its way.
function buildTree(scanned: ScannedDocument): XmlElement {
  const { text, elements, qualifiedNames, depths } = scanned;
  const open: ScannedElement[] = [];
  let count = 0;
  const updateTag = (name: string, place: Place): boolean => {
    const depth = depthOf(place);
    const element = elements[count];
    const agrees = qualifiedNames[count] === name && depths[count] === depth;
    if (element === undefined || !agrees) throw disagreement();
    count += 1;
    const parent = open[depth - 2];
    if (parent !== undefined) addChild(parent, element);
    open[depth - 1] = element;
    return false;
  };
  const tagValueProcessor = (_name: string, value: string, place: Place): string => {
    const parent = open[depthOf(place) - 1];
    // Text beside child elements is white space in every CP-IS message.
    if (parent?.children.length === 0) parent.text += decodeText(value);
    return value;
  };
  parse(new XMLParser({ ...parserOptions, updateTag, tagValueProcessor }), text);
  const [root] = open;
  if (root === undefined || count !== elements.length) throw disagreement();
  return root;
}

function addChild(parent: ScannedElement, child: ScannedElement): void {
  if (parent.children.length > 0) {
    parent.children.push(child);
    return;
  }
  parent.children = [child];
  parent.text = "";
}

function parse(parser: XMLParser, text: string): void {
  try {
    parser.parse(text.includes(cdataStart) ? withoutCdata(text) : text);
  } catch {
    // The parser's own message may quote the document, so it is not kept as a cause.
    throw disagreement();
  }
}

const cdataStart = "<![CDATA[";

// The parser does not say which text was a CDATA section, and references inside one are none.
function withoutCdata(text: string): string {
  return text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_section, content: string) => escapeXml(content));
}

function decodeText(value: string): string {
  if (!value.includes("&")) return value;
  const decoded = decodeReferences(value);
  if (decoded === undefined) throw disagreement();
  return decoded;
}

function disagreement(): CpisError {
  return new CpisError("CPIS_XML_MALFORMED", {
    context: { fault: "two readers disagree about the document" },
  });
}
