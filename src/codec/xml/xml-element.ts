import { CpisError } from "../../errors/cpis-error.js";
import type { ErrorCode } from "../../errors/codes.js";
import { namespaces } from "./namespaces.js";

/** One element of a document that was read: names resolved, every value a string. */
export interface XmlElement {
  /** Local name. */
  readonly name: string;
  /** Namespace name; empty where there is none. */
  readonly namespace: string;
  /** By local name; an attribute that is in a namespace is under `{namespace}local`. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: readonly XmlElement[];
  /** Character data of an element without child elements; empty otherwise, because no CP-IS message has mixed content. */
  readonly text: string;
}

/** Whether an element has this local name in this namespace. */
export function isElement(element: XmlElement, name: string, namespace: string = namespaces.hl7): boolean {
  return element.name === name && element.namespace === namespace;
}

/** Every child of a name, in document order. */
export function childrenOf(
  parent: XmlElement,
  name: string,
  namespace: string = namespaces.hl7,
): readonly XmlElement[] {
  return parent.children.filter((child) => isElement(child, name, namespace));
}

/** The only child of a name, if there is one; two are a fault of the message. */
export function optionalChild(
  parent: XmlElement,
  name: string,
  namespace: string = namespaces.hl7,
): XmlElement | undefined {
  let found: XmlElement | undefined;
  for (const child of parent.children) {
    if (child.name !== name || child.namespace !== namespace) continue;
    if (found !== undefined) throw malformed(parent, `more than one ${name}`);
    found = child;
  }
  return found;
}

/** The only child of a name; its absence is a fault of the message. */
export function requiredChild(
  parent: XmlElement,
  name: string,
  namespace: string = namespaces.hl7,
): XmlElement {
  const found = optionalChild(parent, name, namespace);
  if (found === undefined) throw malformed(parent, `no ${name}`);
  return found;
}

/** The element at the end of a path of required HL7 children. */
export function requiredPath(start: XmlElement, ...names: readonly string[]): XmlElement {
  return names.reduce((element, name) => requiredChild(element, name), start);
}

/** An attribute in no namespace that must be there and not be empty. */
export function requiredAttribute(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined || value === "") throw malformed(element, `no ${name} attribute`);
  return value;
}

/** The fault of a message at an element. Names of elements only: never a value, which may identify a person. */
export function malformed(
  element: XmlElement,
  fault: string,
  code: ErrorCode = "CPIS_MESSAGE_MALFORMED",
): CpisError {
  return new CpisError(code, { context: { element: element.name, fault } });
}
