// XML 1.0 (fifth edition), productions 4 and 4a, less the ASCII part, which the table answers.
const startBeyondAscii =
  /[\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}]/u;
const partBeyondAscii = new RegExp(
  `${startBeyondAscii.source}|[\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]`,
  "u",
);

const asciiStart = new Uint8Array(128);
const asciiPart = new Uint8Array(128);
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:") {
  asciiStart[letter.charCodeAt(0)] = 1;
  asciiPart[letter.charCodeAt(0)] = 1;
}
for (const character of "0123456789-.") asciiPart[character.charCodeAt(0)] = 1;

/** Where the name that begins at a position ends; the position itself where no name begins there. */
export function nameEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  const width = first < 128 ? asciiStart[first] : widthBeyondAscii(text, from, startBeyondAscii);
  if (width === undefined || width === 0) return from;
  let at = from + width;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if (asciiPart[code] === 0) return at;
      at += 1;
      continue;
    }
    const next = widthBeyondAscii(text, at, partBeyondAscii);
    if (next === 0) return at;
    at += next;
  }
}

function widthBeyondAscii(text: string, at: number, allowed: RegExp): number {
  const codePoint = text.codePointAt(at);
  if (codePoint === undefined) return 0;
  const character = String.fromCodePoint(codePoint);
  return allowed.test(character) ? character.length : 0;
}

/** The first position from here that is not white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return at;
    at += 1;
  }
}
