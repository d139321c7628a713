import { malformed, requiredAttribute, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, optionalAttribute, slot } from "../xml/write-xml.js";
import { oids } from "./vocabulary.js";

/** A person's name as author and subject templates carry it, in the order of the wire. */
export interface PersonName {
  readonly prefix?: string;
  readonly given: readonly string[];
  readonly family: string;
  readonly suffix?: string;
}

/** An organisation or one of its sites, with its ODS code. */
export interface Organisation {
  readonly odsCode: string;
  readonly name: string;
  /** Present where the code is that of a site (OID ending 19.2) instead of an organisation. */
  readonly site?: true;
}

/** A coded job role. */
export interface JobRole {
  readonly code: string;
  readonly codeSystem: string;
  readonly displayName: string;
}

/** A coded reason, detail or issue, as much of it as was sent. */
export interface CodedReason {
  readonly code: string;
  readonly codeSystem: string;
  readonly displayName?: string;
  /** Severities, for example `ER`, in the order they were sent. */
  readonly qualifiers: readonly string[];
}

const prefixPart = compileTemplate<"text">(element("prefix", {}, slot("text")));
const givenPart = compileTemplate<"text">(element("given", {}, slot("text")));
const familyPart = compileTemplate<"text">(element("family", {}, slot("text")));
const suffixPart = compileTemplate<"text">(element("suffix", {}, slot("text")));

/** The parts of a name, as markup for a `name` element. */
export function buildNameParts(name: PersonName): string {
  const prefix = name.prefix === undefined ? "" : prefixPart({ text: name.prefix });
  const given = name.given.map((text) => givenPart({ text })).join("");
  const suffix = name.suffix === undefined ? "" : suffixPart({ text: name.suffix });
  return prefix + given + familyPart({ text: name.family }) + suffix;
}

/** Reads a name. A family name must be there; a person without one cannot be named. */
export function parseName(element: XmlElement): PersonName {
  let prefix: string | undefined;
  let family: string | undefined;
  let suffix: string | undefined;
  const given: string[] = [];
  for (const part of element.children) {
    if (part.name === "given") given.push(part.text);
    else if (part.name === "family") family = part.text;
    else if (part.name === "prefix") prefix = part.text;
    else if (part.name === "suffix") suffix = part.text;
  }
  if (family === undefined || family === "") throw malformed(element, "no family name");
  return {
    ...(prefix === undefined ? {} : { prefix }),
    given,
    family,
    ...(suffix === undefined ? {} : { suffix }),
  };
}

/** The `id` of an organisation, by whether it is a site. */
export function organisationRoot(organisation: Organisation): string {
  return organisation.site === true ? oids.site : oids.organisation;
}

/** Reads the `id` and `name` of an organisation element. */
export function parseOrganisation(element: XmlElement): Organisation {
  const id = requiredChild(element, "id");
  const root = requiredAttribute(id, "root");
  if (root !== oids.organisation && root !== oids.site) throw malformed(id, "not an ODS code");
  const odsCode = requiredAttribute(id, "extension");
  const name = requiredChild(element, "name").text;
  if (name === "") throw malformed(element, "no name");
  return { odsCode, name, ...(root === oids.site ? { site: true } : {}) };
}

/** Reads a code with all its parts. */
export function parseJobRole(element: XmlElement): JobRole {
  return {
    code: requiredAttribute(element, "code"),
    codeSystem: requiredAttribute(element, "codeSystem"),
    displayName: requiredAttribute(element, "displayName"),
  };
}

/** The extension of the `id` with a given root; ids are recognised by root, never by position. */
export function idExtension(parent: XmlElement, root: string): string | undefined {
  for (const child of parent.children) {
    if (child.name === "id" && child.attributes["root"] === root) return child.attributes["extension"];
  }
  return undefined;
}

/** As `idExtension`, where the id must be there and not be empty. */
export function requiredIdExtension(parent: XmlElement, root: string): string {
  const extension = idExtension(parent, root);
  if (extension === undefined || extension === "") throw malformed(parent, `no id with root ${root}`);
  return extension;
}

const codeAttributes = {
  code: slot("code"),
  codeSystem: slot("codeSystem"),
  displayName: markup("displayName"),
} as const;
const plainCode = compileTemplate<"code" | "codeSystem" | "displayName">(element("code", codeAttributes));
const qualifiedCode = compileTemplate<"code" | "codeSystem" | "displayName" | "qualifiers">(
  element("code", codeAttributes, markup("qualifiers")),
);
const qualifier = compileTemplate<"code">(element("qualifier", { code: slot("code") }));

/** The `code` element of a reason or acknowledgement detail. */
export function buildReasonCode(reason: CodedReason): string {
  const { code, codeSystem } = reason;
  const displayName = optionalAttribute("displayName", reason.displayName);
  if (reason.qualifiers.length === 0) return plainCode({ code, codeSystem, displayName });
  const qualifiers = reason.qualifiers.map((severity) => qualifier({ code: severity })).join("");
  return qualifiedCode({ code, codeSystem, displayName, qualifiers });
}

/**
 * Reads the `code` element of a reason. A code or code system that is missing reads as empty, which no configured
 * *no record* code equals.
 */
export function parseReasonCode(element: XmlElement): CodedReason {
  const { code = "", codeSystem = "", displayName } = element.attributes;
  const qualifiers = element.children
    .filter((child) => child.name === "qualifier")
    .map((child) => child.attributes["code"] ?? "");
  return { code, codeSystem, ...(displayName === undefined ? {} : { displayName }), qualifiers };
}
