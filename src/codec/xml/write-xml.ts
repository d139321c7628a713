import { create } from "xmlbuilder2";
import { CpisError } from "../../errors/cpis-error.js";
import { escapeXml } from "./characters.js";
import { namespaces } from "./namespaces.js";

/** A value to be filled in later: escaped, wherever it stands. */
interface Slot {
  readonly slot: string;
}

/** A place for XML that another template wrote; nothing is escaped. */
interface Markup {
  readonly markup: string;
}

/** An element as data. The writer keeps the order that is given: element order is the codec's matter (cpis-messages 2.1). */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | Slot | Markup>>;
  readonly children: readonly (XmlNode | Slot | Markup | string)[];
}

/** Fills a template: the same values always give the same text. */
export type Template<Name extends string> = (values: Readonly<Record<Name, string>>) => string;

/** An element with its attributes and children. The default namespace is HL7's; `npfitlc:`, `eb:` and so on name the others. */
export function element(
  name: string,
  attributes: XmlNode["attributes"],
  ...children: XmlNode["children"]
): XmlNode {
  return { name, attributes, children };
}

/** A named value in text or attribute position. */
export function slot(name: string): Slot {
  return { slot: name };
}

/** A named place for elements (or, among attributes, for further attributes) that are already XML. */
export function markup(name: string): Markup {
  return { markup: name };
}

/** XML text of an attribute to be put at an attribute's markup place; nothing where there is no value. */
export function optionalAttribute(name: string, value: string | undefined): string {
  return value === undefined ? "" : ` ${name}="${escapeXml(value)}"`;
}

/**
 * Turns an element with slots into a function that fills them.
 *
 * xmlbuilder2 serialises the skeleton once, at the first use, and checks that it is well formed; filling is joining
 * strings. Building a whole document with it every time takes 67 times as long as a string template (design section 7).
 * `declared` are the prefixes that a whole document declares on its root; a fragment declares none.
 */
export function compileTemplate<Name extends string>(
  root: XmlNode,
  declared?: readonly Prefix[],
): Template<Name> {
  let pieces: readonly Piece[] | undefined;
  return (values) => {
    pieces ??= split(declared === undefined ? serialiseFragment(root) : serialiseDocument(root, declared));
    return fill(pieces, values);
  };
}

type Prefix = keyof typeof prefixes;

const prefixes = {
  "": namespaces.hl7,
  npfitlc: namespaces.npfitlc,
  SOAP: namespaces.soap,
  eb: namespaces.eb,
  xlink: namespaces.xlink,
  hl7ebxml: namespaces.hl7ebxml,
  nasp: namespaces.nasp,
  none: "",
} as const;

interface Piece {
  readonly literal: string;
  /** The value that follows the literal; none after the last. */
  readonly name?: string;
  readonly escaped: boolean;
}

// Private-use characters mark the places while xmlbuilder2 serialises: it writes them as they are, and no literal of ours
// contains one.
const slotStart = "\uE000";
const markupStart = "\uE001";
const placeEnd = "\uE002";
const places = /(?: [\w:]+=")?\uE001(\w+)\uE002(")?|\uE000(\w+)\uE002/g;

function place(value: string | Slot | Markup): string {
  if (typeof value === "string") return value;
  return "slot" in value
    ? `${slotStart}${value.slot}${placeEnd}`
    : `${markupStart}${value.markup}${placeEnd}`;
}

function split(skeleton: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of skeleton.matchAll(places)) {
    const literal = skeleton.slice(from, match.index);
    from = match.index + match[0].length;
    const name = match[1] ?? match[3] ?? "";
    pieces.push({ literal, name, escaped: match[1] === undefined });
  }
  pieces.push({ literal: skeleton.slice(from), escaped: false });
  return pieces;
}

function fill(pieces: readonly Piece[], values: Readonly<Record<string, string>>): string {
  let text = "";
  for (const piece of pieces) {
    text += piece.literal;
    if (piece.name === undefined) continue;
    const value = values[piece.name];
    if (typeof value !== "string") {
      throw new CpisError("CPIS_MESSAGE_MALFORMED", {
        context: { fault: "a value is missing", slot: piece.name },
      });
    }
    text += piece.escaped ? escapeXml(value) : value;
  }
  return text;
}

type Builder = ReturnType<typeof create>;

function namespaceOf(name: string): string {
  const colon = name.indexOf(":");
  const prefix = colon === -1 ? "" : name.slice(0, colon);
  const found = Object.entries(prefixes).find(([known]) => known === prefix);
  if (found === undefined) throw new CpisError("CPIS_INTERNAL", { context: { prefix } });
  return found[1];
}

function append(parent: Builder, node: XmlNode, declared: readonly Prefix[] = []): void {
  const added = node.name.startsWith("none:")
    ? parent.ele("", node.name.slice("none:".length))
    : parent.ele(namespaceOf(node.name), node.name);
  declare(added, declared);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (name.includes(":")) added.att(attributeNamespace(name), name, place(value));
    else added.att(name, place(value));
  }
  for (const child of node.children) {
    if (typeof child === "object" && "name" in child) append(added, child);
    else added.txt(place(child));
  }
}

function attributeNamespace(name: string): string {
  return name.startsWith("xml:") ? namespaces.xml : namespaceOf(name);
}

function declare(root: Builder, declared: readonly Prefix[]): void {
  for (const prefix of declared) {
    if (prefix !== "") root.att(namespaces.xmlns, `xmlns:${prefix}`, prefixes[prefix]);
  }
}

function serialiseDocument(root: XmlNode, declared: readonly Prefix[]): string {
  const document = create({ version: "1.0", encoding: "UTF-8" });
  append(document, root, declared);
  return document.end({ wellFormed: true });
}

// A fragment is serialised inside a root that declares every prefix, so that it declares none itself.
function serialiseFragment(root: XmlNode): string {
  const document = create();
  const wrapper = document.ele(namespaces.hl7, "wrapper");
  declare(wrapper, ["npfitlc", "SOAP", "eb", "xlink", "hl7ebxml", "nasp"]);
  append(wrapper, root);
  const text = document.end({ wellFormed: true, headless: true });
  return text.slice(text.indexOf(">") + 1, text.lastIndexOf("</wrapper>"));
}
