import { CpisError } from "../../errors/cpis-error.js";
import { namespaces } from "../xml/namespaces.js";
import type { XmlElement } from "../xml/xml-element.js";
import { interactions, type Interaction } from "./vocabulary.js";

const known: ReadonlySet<string> = new Set(Object.values(interactions));

/**
 * Finds the interaction in a document: its root, or inside a SOAP body and whatever wrapper Spine puts around it.
 *
 * By local name and namespace, never by the first element of some name: in Spine's synchronous form
 * `CP-ISNHSQueryResponse` occurs twice (cpis-messages 2.8). Two interactions in one document are refused.
 */
export function findAnyInteraction(document: XmlElement): XmlElement & { readonly name: Interaction } {
  const found = search(document);
  const [only, second] = found;
  if (only === undefined) throw new CpisError("CPIS_MESSAGE_UNKNOWN", { context: { root: document.name } });
  if (second !== undefined) {
    throw new CpisError("CPIS_MESSAGE_MALFORMED", { context: { fault: "more than one interaction" } });
  }
  return only;
}

/** As `findAnyInteraction`, where it must be a given one. */
export function findInteraction(document: XmlElement, interaction: Interaction): XmlElement {
  const found = findAnyInteraction(document);
  if (found.name !== interaction) {
    throw new CpisError("CPIS_MESSAGE_UNKNOWN", { context: { root: found.name, expected: interaction } });
  }
  return found;
}

function search(element: XmlElement): readonly (XmlElement & { readonly name: Interaction })[] {
  if (isInteraction(element)) return [element];
  return element.children.flatMap(search);
}

function isInteraction(element: XmlElement): element is XmlElement & { readonly name: Interaction } {
  return element.namespace === namespaces.hl7 && known.has(element.name);
}
