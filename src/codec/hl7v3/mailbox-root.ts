import { CpisError } from "../../errors/cpis-error.js";
import { isElement, type XmlElement } from "../xml/xml-element.js";

/** The root of a document that must be of one kind; a MESH file has no wrapper around it. */
export function expectRoot(root: XmlElement, name: string): XmlElement {
  if (isElement(root, name)) return root;
  throw new CpisError("CPIS_MESSAGE_UNKNOWN", { context: { root: root.name, expected: name } });
}
