import { isXmlText } from "./characters.js";

const predefined: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
const reference = /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|([a-z]{2,4});)?/g;

/**
 * Replaces the five predefined entities and character references.
 *
 * Undefined where there is anything else after an ampersand: there is no DTD, so no other entity can exist.
 */
export function decodeReferences(text: string): string | undefined {
  let faults = 0;
  const decoded = text.replace(reference, (_match, hex?: string, decimal?: string, name?: string) => {
    const character = name === undefined ? decodeNumber(hex, decimal) : predefined.get(name);
    if (character === undefined) faults += 1;
    return character ?? "";
  });
  return faults > 0 ? undefined : decoded;
}

function decodeNumber(hex: string | undefined, decimal: string | undefined): string | undefined {
  const digits = hex ?? decimal;
  if (digits === undefined) return undefined;
  const codePoint = Number.parseInt(digits, hex === undefined ? 10 : 16);
  if (codePoint > 0x10ffff) return undefined;
  const character = String.fromCodePoint(codePoint);
  return isXmlText(character) ? character : undefined;
}
