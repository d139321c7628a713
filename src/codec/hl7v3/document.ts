import { readXml } from "../xml/read-xml.js";
import type { XmlElement } from "../xml/xml-element.js";

/** A document as an element tree: read now, or read already. */
export function documentOf(xml: string | Uint8Array | XmlElement): XmlElement {
  return typeof xml === "object" && "children" in xml ? xml : readXml(xml);
}
