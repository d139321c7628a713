/** The text of one element of a list, or why the list cannot be read any further. */
export type JsonPiece =
  { readonly kind: "element"; readonly text: string } | { readonly kind: "broken"; readonly message: string };

/** No case is longer; an open quotation mark must not draw the rest of the file into one. */
const longestElement = 1_000_000;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];

/**
 * Splits the text of a JSON list into the texts of its elements, one by one, so that memory does not grow with the list.
 *
 * Only the list itself is read here; each element is for `JSON.parse` to judge, so that one bad element costs no other. Where
 * the end of an element cannot be told any more, that is said and the splitting ends.
 */
export async function* splitJsonList(pieces: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  const splitter = createSplitter();
  for await (const piece of pieces) {
    const { elements, broken } = splitter.take(piece);
    for (const text of elements) yield { kind: "element", text };
    if (broken === undefined) continue;
    yield { kind: "broken", message: broken };
    return;
  }
  if (!splitter.isClosed()) {
    yield { kind: "broken", message: "is the last that could be read: the list is not closed" };
  }
}

/** Splits one case per line. */
export async function* splitJsonLines(pieces: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) yield { kind: "element", text };
    if (rest.length <= longestElement) continue;
    yield { kind: "broken", message: tooLong };
    return;
  }
  if (rest.trim() !== "") yield { kind: "element", text: rest };
}

const tooLong = "is longer than a case can be; nothing from here on was read";

interface Taken {
  readonly elements: readonly string[];
  readonly broken?: string;
}

interface Splitter {
  take(piece: string): Taken;
  isClosed(): boolean;
}

function createSplitter(): Splitter {
  const endsAt = createStructureReader();
  let place: "before" | "inside" | "after" = "before";
  let element = "";
  let count = 0;
  const finish = (elements: string[], last: boolean): void => {
    // `[]` is a list without elements; every other empty place is a comma too many, which JSON.parse refuses.
    if (!(last && count === 0 && element.trim() === "")) elements.push(element);
    count += 1;
    element = "";
    if (last) place = "after";
  };
  return {
    isClosed: () => place === "after",
    take(piece) {
      const elements: string[] = [];
      let at = 0;
      if (place === "before") {
        at = piece.search(/\S/);
        if (at === -1) return { elements };
        if (piece[at] !== "[") return { elements, broken: "does not begin a list of cases" };
        place = "inside";
        at += 1;
      }
      let from = at;
      for (; at < piece.length && place === "inside"; at += 1) {
        const found = endsAt(piece.charCodeAt(at));
        if (found === "part") continue;
        element += piece.slice(from, at);
        from = at + 1;
        finish(elements, found === "end");
      }
      if (place === "inside") element += piece.slice(from);
      else if (piece.slice(at).trim() !== "") return { elements, broken: "stands after the end of the list" };
      return element.length > longestElement ? { elements, broken: tooLong } : { elements };
    },
  };
}

/** Says of each character in turn whether the element that it stands in goes on, ends, or ends the list. */
function createStructureReader(): (code: number) => "part" | "next" | "end" {
  let depth = 0;
  let inText = false;
  let escaped = false;
  return (code) => {
    if (inText) {
      if (escaped) escaped = false;
      else if (code === backslash) escaped = true;
      else if (code === quote) inText = false;
      return "part";
    }
    if (code === quote) inText = true;
    else if (isOpening(code)) depth += 1;
    else if (isClosing(code)) {
      if (depth === 0) return "end";
      depth -= 1;
    } else if (code === comma && depth === 0) return "next";
    return "part";
  };
}

function isOpening(code: number): boolean {
  return code === 0x5b || code === 0x7b;
}

function isClosing(code: number): boolean {
  return code === 0x5d || code === 0x7d;
}
