import { CpisError } from "../../errors/cpis-error.js";

// Nearly every document passes this one, which runs at the speed of memory; only surrogates need the other.
const notPlain = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/;
// In Unicode mode a surrogate outside a pair is a character of its own, and is not in any of these ranges.
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const anySpecial = /[&<>"\t\n\r]/;
const specials = /[&<>"\t\n\r]/g;

// Tab and line ends are written as references: inside an attribute a reader turns the bare characters into spaces, and
// a bare carriage return in text becomes a line feed. A name that holds one would come back changed.
const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

/** Whether every character of a text may stand in an XML 1.0 document. */
export function isXmlText(text: string): boolean {
  return !(notPlain.test(text) && notXml.test(text));
}

/**
 * Writes a value so that it survives in text and in a double-quoted attribute alike.
 *
 * Throws `CPIS_MESSAGE_MALFORMED` for a character that XML cannot carry: dropping it would change a name silently.
 */
export function escapeXml(value: string): string {
  if (!isXmlText(value)) {
    throw new CpisError("CPIS_MESSAGE_MALFORMED", {
      context: { fault: "a character that XML cannot carry" },
    });
  }
  if (!anySpecial.test(value)) return value;
  return value.replace(specials, (character) => references[character] ?? character);
}
