import { LineCounter, parseDocument } from "yaml";
import { parseOptions, placeAt, placesIn, type ReadText } from "./config-document.js";

/** Reads JSON. A key that stands twice is refused: which of the two would count is not for a reader to guess. */
export function parseConfigJson(text: string): ReadText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the text around the fault, which may be a secret: only the place is kept.
    const found = /\(line ([0-9]+) column ([0-9]+)\)$/.exec(String(cause));
    const place = found === null ? {} : { line: Number(found[1]), column: Number(found[2]) };
    return { ok: false, issues: [{ path: "", message: "is not JSON", ...place }] };
  }
  // JSON is YAML, whose parser knows where everything stands.
  const lines = new LineCounter();
  const document = parseDocument(text, { ...parseOptions, lineCounter: lines });
  const repeated = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  if (repeated.length > 0) {
    const message = "is a key that its group has already. Keep one of the two";
    return {
      ok: false,
      issues: repeated.map(({ pos }) => ({ path: "", message, ...placeAt(lines, pos[0]) })),
    };
  }
  return { ok: true, value, placeOf: placesIn(document, lines) };
}
