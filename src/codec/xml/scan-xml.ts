import { CpisError } from "../../errors/cpis-error.js";
import { isXmlText } from "./characters.js";
import { nameEnd, skipSpace } from "./names.js";
import {
  declareNamespaces,
  rootScope,
  splitName,
  type Attributes,
  type NamespaceScope,
  type QualifiedName,
} from "./namespace-scope.js";
import { decodeReferences } from "./references.js";
import type { XmlElement } from "./xml-element.js";

/** An element of which the strict pass knows all but its content. */
export interface ScannedElement extends XmlElement {
  children: ScannedElement[];
  text: string;
}

/** A document that is well formed and uses nothing forbidden. The three lists are in document order, one entry for each element. */
export interface ScannedDocument {
  /** The document with its line ends made uniform. */
  readonly text: string;
  readonly elements: readonly ScannedElement[];
  /** Names as written, with their prefixes. */
  readonly qualifiedNames: readonly string[];
  /** 1 for the root. */
  readonly depths: readonly number[];
}

/** Caps against documents that are made to exhaust us. */
export interface ScanLimits {
  readonly maxDepth: number;
  readonly maxElements: number;
}

// XML's own white space: \s would also take a no-break space or a byte order mark.
const declaration =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;

const lessThan = 0x3c;
const greaterThan = 0x3e;
const ampersand = 0x26;
const slash = 0x2f;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const noAttributes: Attributes = {};
// Most elements have no children: they share this until they get one, and nothing is ever added to it.
const noChildren: ScannedElement[] = [];

/**
 * The strict pass: checks that a text is one well-formed, namespace-correct XML 1.0 document without a DTD.
 *
 * Refuses DOCTYPE, entities other than the predefined five, processing instructions, encodings other than UTF-8 and
 * whatever goes past the limits. Throws `CPIS_XML_MALFORMED` (with the offset) or `CPIS_XML_TOO_LARGE`.
 */
export function scanXml(text: string, limits: ScanLimits): ScannedDocument {
  if (!isXmlText(text))
    throw new CpisError("CPIS_XML_MALFORMED", { context: { fault: "forbidden character" } });
  // XML 1.0 section 2.11: every reader sees line feeds only.
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const from = declaration.exec(lines)?.[0].length ?? 0;
  return new Scanner(lines, from, limits).scan();
}

class Scanner {
  readonly #text: string;
  readonly #limits: ScanLimits;
  readonly #hasReferences: boolean;
  readonly #hasCdataEnd: boolean;
  readonly #elements: ScannedElement[] = [];
  readonly #qualifiedNames: string[] = [];
  readonly #depths: number[] = [];
  readonly #open: string[] = [];
  readonly #scopes: NamespaceScope[] = [];
  #scope = rootScope;
  #at: number;

  constructor(text: string, from: number, limits: ScanLimits) {
    this.#text = text;
    this.#at = from;
    this.#limits = limits;
    this.#hasReferences = text.includes("&");
    this.#hasCdataEnd = text.includes("]]>");
  }

  scan(): ScannedDocument {
    const text = this.#text;
    while (this.#at < text.length) {
      const next = text.indexOf("<", this.#at);
      const end = next === -1 ? text.length : next;
      if (end !== this.#at) this.#checkCharacterData(this.#at, end);
      this.#at = end;
      if (next !== -1) this.#markup(text.charCodeAt(next + 1));
    }
    if (this.#open.length > 0) throw this.#fault("the document ends inside an element");
    if (this.#elements.length === 0) throw this.#fault("no element");
    return { text, elements: this.#elements, qualifiedNames: this.#qualifiedNames, depths: this.#depths };
  }

  #markup(second: number): void {
    if (second === slash) this.#closeTag();
    else if (second === 0x21) this.#declarationLike();
    else if (second === 0x3f) throw this.#fault("a processing instruction");
    else this.#openTag();
  }

  #checkCharacterData(from: number, to: number): void {
    if (this.#open.length === 0) {
      if (skipSpace(this.#text, from) < to) throw this.#fault("text outside the root element");
      return;
    }
    if (!this.#hasReferences && !this.#hasCdataEnd) return;
    const data = this.#text.slice(from, to);
    if (data.includes("]]>")) throw this.#fault("]]> in text");
    if (data.includes("&") && decodeReferences(data) === undefined)
      throw this.#fault("an entity that is not predefined");
  }

  #closeTag(): void {
    const start = this.#at + 2;
    const name = this.#open.pop();
    if (name === undefined || !this.#text.startsWith(name, start))
      throw this.#fault("an end tag that matches nothing");
    const end = skipSpace(this.#text, start + name.length);
    if (this.#text.charCodeAt(end) !== greaterThan) throw this.#fault("an end tag that matches nothing");
    this.#scope = this.#scopes.pop() ?? rootScope;
    this.#at = end + 1;
  }

  /** Comments and CDATA sections; a DOCTYPE is refused, and so is anything else that begins like one. */
  #declarationLike(): void {
    const text = this.#text;
    const isComment = text.startsWith("<!--", this.#at);
    if (!isComment && !(text.startsWith("<![CDATA[", this.#at) && this.#open.length > 0)) {
      throw this.#fault("a DOCTYPE or other declaration");
    }
    const from = this.#at + (isComment ? 4 : 9);
    const end = text.indexOf(isComment ? "--" : "]]>", from);
    if (end === -1 || (isComment && text.charCodeAt(end + 2) !== greaterThan))
      throw this.#fault("an open comment or CDATA");
    this.#at = end + 3;
  }

  #openTag(): void {
    if (this.#open.length === 0 && this.#elements.length > 0) throw this.#fault("a second root element");
    const start = this.#at + 1;
    const end = nameEnd(this.#text, start);
    if (end === start) throw this.#fault("a tag without a name");
    const qualifiedName = this.#text.slice(start, end);
    const outer = this.#scope;
    this.#at = end;
    const attributes = this.#attributes();
    this.#elements.push(this.#resolve(qualifiedName, attributes));
    this.#qualifiedNames.push(qualifiedName);
    this.#depths.push(this.#open.length + 1);
    if (this.#elements.length > this.#limits.maxElements) throw tooLarge("elements");
    if (this.#text.charCodeAt(this.#at) === slash) {
      this.#scope = outer;
      this.#at += 2;
      return;
    }
    if (this.#open.push(qualifiedName) > this.#limits.maxDepth) throw tooLarge("depth");
    this.#scopes.push(outer);
    this.#at += 1;
  }

  /** Reads up to `>` or `/>`, leaves the position there, and brings declarations into force. */
  #attributes(): Attributes {
    const text = this.#text;
    let plain: Record<string, string> | undefined;
    let special: [string, string][] | undefined;
    for (;;) {
      const at = skipSpace(text, this.#at);
      const code = text.charCodeAt(at);
      if (code === greaterThan || (code === slash && text.charCodeAt(at + 1) === greaterThan)) {
        this.#at = at;
        break;
      }
      if (at === this.#at) throw this.#fault("a tag that is not well formed");
      const end = nameEnd(text, at);
      if (end === at) throw this.#fault("a tag that is not well formed");
      const name = text.slice(at, end);
      this.#at = end;
      const value = this.#attributeValue();
      if (name.includes(":") || name === "xmlns") {
        if (name !== "xmlns") this.#split(name);
        (special ??= []).push([name, value]);
        continue;
      }
      plain ??= {};
      if (Object.hasOwn(plain, name)) throw this.#fault("an attribute given twice");
      plain[name] = value;
    }
    return special === undefined ? (plain ?? noAttributes) : this.#specialAttributes(plain ?? {}, special);
  }

  #attributeValue(): string {
    const text = this.#text;
    const equalsAt = skipSpace(text, this.#at);
    if (text.charCodeAt(equalsAt) !== equals) throw this.#fault("an attribute without a value");
    const open = skipSpace(text, equalsAt + 1);
    const quote = text.charCodeAt(open);
    if (quote !== doubleQuote && quote !== singleQuote)
      throw this.#fault("an attribute value without quotes");
    const close = text.indexOf(quote === doubleQuote ? '"' : "'", open + 1);
    if (close === -1) throw this.#fault("an open attribute value");
    this.#at = close + 1;
    for (let index = open + 1; index < close; index += 1) {
      const code = text.charCodeAt(index);
      if (code === lessThan || code === ampersand || code < 0x20)
        return this.#normalised(text.slice(open + 1, close));
    }
    return text.slice(open + 1, close);
  }

  #normalised(value: string): string {
    if (value.includes("<")) throw this.#fault("< in an attribute value");
    const decoded = decodeReferences(value.replace(/[\t\n]/g, " "));
    if (decoded === undefined) throw this.#fault("an entity that is not predefined");
    return decoded;
  }

  #specialAttributes(attributes: Record<string, string>, special: readonly [string, string][]): Attributes {
    const isDeclaration = (name: string): boolean => name === "xmlns" || name.startsWith("xmlns:");
    const declarations = special.filter(([name]) => isDeclaration(name));
    if (new Set(declarations.map(([name]) => name)).size < declarations.length) {
      throw this.#fault("an attribute given twice");
    }
    const scope = declareNamespaces(this.#scope, declarations);
    if (scope === undefined) throw this.#fault("a forbidden namespace declaration");
    this.#scope = scope;
    for (const [name, value] of special) {
      if (isDeclaration(name)) continue;
      const { prefix, local } = this.#split(name);
      const key = `{${this.#namespaceOf(prefix)}}${local}`;
      if (Object.hasOwn(attributes, key)) throw this.#fault("an attribute given twice");
      attributes[key] = value;
    }
    return attributes;
  }

  #resolve(qualifiedName: string, attributes: Attributes): ScannedElement {
    if (!qualifiedName.includes(":")) {
      const namespace = this.#scope.defaultNamespace;
      return { name: qualifiedName, namespace, attributes, children: noChildren, text: "" };
    }
    const { prefix, local } = this.#split(qualifiedName);
    return { name: local, namespace: this.#namespaceOf(prefix), attributes, children: noChildren, text: "" };
  }

  #split(name: string): QualifiedName {
    const parts = splitName(name);
    if (parts === undefined || nameEnd(parts.local, 0) === 0)
      throw this.#fault("a name that is not a qualified name");
    return parts;
  }

  #namespaceOf(prefix: string): string {
    const namespace = this.#scope.byPrefix.get(prefix);
    if (namespace === undefined) throw this.#fault("a prefix that is not declared");
    return namespace;
  }

  #fault(fault: string): CpisError {
    return new CpisError("CPIS_XML_MALFORMED", { context: { fault, offset: this.#at } });
  }
}

function tooLarge(what: string): CpisError {
  return new CpisError("CPIS_XML_TOO_LARGE", { context: { what } });
}
