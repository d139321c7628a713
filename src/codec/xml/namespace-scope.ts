import { namespaces } from "./namespaces.js";

/** Attributes of one element; those in a namespace under `{namespace}local`. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** The namespace declarations in force at one element. Never changed: a declaration makes a new scope. */
export interface NamespaceScope {
  readonly byPrefix: ReadonlyMap<string, string>;
  /** Of unprefixed elements; empty where there is none. */
  readonly defaultNamespace: string;
}

/** What is in force before the root element. */
export const rootScope: NamespaceScope = {
  byPrefix: new Map([["xml", namespaces.xml]]),
  defaultNamespace: "",
};

/** A name with a prefix, taken apart. */
export interface QualifiedName {
  readonly prefix: string;
  readonly local: string;
}

/** Takes a name with a colon apart; undefined where a part is empty or there is a second colon. */
export function splitName(name: string): QualifiedName | undefined {
  const colon = name.indexOf(":");
  const local = name.slice(colon + 1);
  return colon === 0 || local === "" || local.includes(":")
    ? undefined
    : { prefix: name.slice(0, colon), local };
}

/**
 * The scope inside an element that has declarations (`xmlns` or `xmlns:prefix` to namespace name).
 *
 * Undefined where one of them is forbidden: the reserved prefixes and namespaces are fixed, and a prefix cannot be
 * undeclared (Namespaces in XML 1.0, sections 3 and 5).
 */
export function declareNamespaces(
  outer: NamespaceScope,
  declarations: readonly (readonly [name: string, namespace: string])[],
): NamespaceScope | undefined {
  const byPrefix = new Map(outer.byPrefix);
  let { defaultNamespace } = outer;
  for (const [name, namespace] of declarations) {
    if (namespace === namespaces.xmlns) return undefined;
    const prefix = name.slice("xmlns:".length);
    if ((prefix === "xml") !== (namespace === namespaces.xml)) return undefined;
    if (name === "xmlns") {
      defaultNamespace = namespace;
      continue;
    }
    if (namespace === "" || prefix === "xmlns" || prefix === "" || prefix.includes(":")) return undefined;
    byPrefix.set(prefix, namespace);
  }
  return { byPrefix, defaultNamespace };
}
