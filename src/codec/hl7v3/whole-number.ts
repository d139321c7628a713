import { malformed, requiredAttribute, type XmlElement } from "../xml/xml-element.js";

/** Reads an attribute that holds a whole number, negative ones too: the register writes -1 for what it could not count. */
export function requiredWholeNumber(element: XmlElement, attribute: "value" | "extension"): number {
  const text = requiredAttribute(element, attribute);
  const number = Number(text);
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(number) || String(number) !== text) {
    throw malformed(element, "not a whole number");
  }
  return number;
}
