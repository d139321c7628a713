import { childrenOf, malformed, requiredAttribute, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, optionalAttribute, slot } from "../xml/write-xml.js";
import { oids } from "./vocabulary.js";

/** An NHS number or a council's own identifier, as notices name a person; at most two stand together. */
export interface PersonId {
  readonly type: "nhs-number" | "local";
  /** As it came: whether an NHS number is one is not checked, because a notice is shown as it is. */
  readonly value: string;
  /** `ODSCode:ODSName`. */
  readonly assigningAuthorityName?: string;
}

const roots: Readonly<Record<PersonId["type"], string>> = {
  "nhs-number": oids.nhsNumber,
  local: oids.localPersonId,
};

function template(name: "id" | "value") {
  return compileTemplate<"root" | "value" | "assigningAuthorityName">(
    element(name, {
      root: slot("root"),
      extension: slot("value"),
      assigningAuthorityName: markup("assigningAuthorityName"),
    }),
  );
}

const templates = { id: template("id"), value: template("value") } as const;

/** Identifiers as elements of a name. */
export function buildPersonIds(name: "id" | "value", ids: readonly PersonId[]): string {
  return ids
    .map(({ type, value, assigningAuthorityName }) =>
      templates[name]({
        root: roots[type],
        value,
        assigningAuthorityName: optionalAttribute("assigningAuthorityName", assigningAuthorityName),
      }),
    )
    .join("");
}

/** Reads one or two identifiers, in their order. By root, never by position. */
export function parsePersonIds(parent: XmlElement, name: "id" | "value"): readonly PersonId[] {
  const ids = childrenOf(parent, name).map(parsePersonId);
  if (ids.length === 0 || ids.length > 2) throw malformed(parent, "not one or two identifiers");
  return ids;
}

/**
 * Reads however many identifiers there are. The schema has one or two; a notice about nobody, or about several children, is kept and
 * shown as it is all the same, because one such access must not hide the others of its file.
 */
export function parseToldPersonIds(parent: XmlElement): readonly PersonId[] {
  return childrenOf(parent, "value").map(parsePersonId);
}

function parsePersonId(id: XmlElement): PersonId {
  const root = requiredAttribute(id, "root");
  const value = requiredAttribute(id, "extension");
  const { assigningAuthorityName } = id.attributes;
  if (root !== oids.nhsNumber && root !== oids.localPersonId)
    throw malformed(id, "not a person's identifier");
  return {
    type: root === oids.nhsNumber ? "nhs-number" : "local",
    value,
    ...(assigningAuthorityName === undefined ? {} : { assigningAuthorityName }),
  };
}
