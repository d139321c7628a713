import type { XmlElement } from "../codec/xml/xml-element.js";

/** Every element at the end of a path of local names, whatever repeats on the way. Rule sets count what they find. */
export function elementsAt(start: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap((element) => element.children.filter((child) => child.name === name)),
    [start],
  );
}

/** An attribute that is there and says something. */
export function hasAttribute(element: XmlElement | undefined, name: string): boolean {
  return (element?.attributes[name] ?? "").trim() !== "";
}
