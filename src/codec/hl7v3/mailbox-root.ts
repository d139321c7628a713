import { CpisError } from "../../errors/cpis-error.js";
import { readXml, type XmlLimits } from "../xml/read-xml.js";
import { isElement, type XmlElement } from "../xml/xml-element.js";

/**
 * Caps of a MESH file. A full upload of a large council, and the acknowledgement that echoes it, are larger than anything Spine's
 * query sends.
 */
export const mailboxXmlLimits: Partial<XmlLimits> = { maxLength: 64_000_000, maxElements: 2_000_000 };

/** The root of a file that must be of one kind, read now or read already; a MESH file has no wrapper around it. */
export function mailboxRoot(source: string | Uint8Array | XmlElement, name: string): XmlElement {
  const read = typeof source === "object" && "children" in source;
  const root = read ? source : readXml(source, mailboxXmlLimits);
  if (isElement(root, name)) return root;
  throw new CpisError("CPIS_MESSAGE_UNKNOWN", { context: { root: root.name, expected: name } });
}
