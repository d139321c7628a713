/** Why a text is not a name as PDS registers one. */
export type NameFault = "missing" | "too-long" | "not-a-name" | "placeholder";

/** The result of reading a name: tidied, or the reason why it is none. */
export type NameReading =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly fault: NameFault };

const maxLength = 200;

// What case systems hold where nobody knows a name. Sent, it would never match and would look like a spelling fault.
const placeholders = new Set([
  "unknown",
  "not known",
  "notknown",
  "unborn",
  "unborn baby",
  "unborn child",
  "baby",
  "n/a",
  "none",
  "tbc",
  "tba",
  "xx",
  "xxx",
]);

/**
 * Reads a family or given name: letters of any script, joined by spaces, hyphens, apostrophes or full stops.
 *
 * Spaces are tidied, and a typographic apostrophe becomes the plain one PDS holds. Digits, brackets, commas and slashes are
 * refused: they are how aliases, titles and whole names get into a field, and a name that does not match hides the child
 * (R-75, H-21).
 */
export function parseName(text: string | undefined): NameReading {
  const name = (text ?? "")
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/\s+/g, " ")
    .trim();
  if (name === "") return { ok: false, fault: "missing" };
  if (name.length > maxLength) return { ok: false, fault: "too-long" };
  if (placeholders.has(name.toLowerCase())) return { ok: false, fault: "placeholder" };
  const isName = /^[\p{L}\p{M}' .-]+$/u.test(name) && /\p{L}/u.test(name);
  return isName ? { ok: true, name } : { ok: false, fault: "not-a-name" };
}
