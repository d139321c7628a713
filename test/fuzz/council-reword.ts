import fc from "fast-check";

/** One change that leaves a message well formed: what it says changes, not whether it can be read. */
interface Rewording {
  readonly kind: "value" | "copy-value" | "drop" | "double" | "swap";
  readonly at: number;
  readonly from: number;
  readonly value: string;
}

const shares = fc.integer({ min: 0, max: 999_999 }).map((value) => value / 1_000_000);

/** Lists of changes to values and to whole parts. */
export function rewordings(values: readonly string[]): fc.Arbitrary<readonly Rewording[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom("value", "value", "copy-value", "drop", "double", "swap"),
      at: shares,
      from: shares,
      value: fc.constantFrom(...values),
    }),
    { minLength: 1, maxLength: 5 },
  );
}

const attribute = /(?<==")[^"]*(?=")/g;
const part =
  /<(message|acknowledgementRecordDetail|acknowledgementFileDetail|subject|pertinentInformation\d?|id|value|newVersion|replacedBy|location|code)(?: [^<>]*)?(?:\/>|>.*?<\/\1>)/gs;

interface Place {
  readonly start: number;
  readonly end: number;
}

function places(text: string, pattern: RegExp): readonly Place[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

function pick(found: readonly Place[], share: number): Place | undefined {
  return found[Math.floor(share * found.length)];
}

function put(text: string, { start, end }: Place, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** Applies changes, one after the other; the same changes always give the same text. */
export function reword(message: string, changes: readonly Rewording[]): string {
  return changes.reduce((text, { kind, at, from, value }) => {
    const isPart = kind === "drop" || kind === "double" || kind === "swap";
    const found = places(text, isPart ? part : attribute);
    const [one, other] = [pick(found, at), pick(found, from)];
    if (one === undefined || other === undefined) return text;
    const [first, second] = one.start <= other.start ? [one, other] : [other, one];
    switch (kind) {
      case "value":
        return put(text, one, value);
      case "copy-value":
        return put(text, one, text.slice(other.start, other.end));
      case "drop":
        return put(text, one, "");
      case "double":
        return put(text, one, text.slice(one.start, one.end).repeat(2));
      case "swap":
        if (first.end > second.start) return text;
        return put(
          put(text, second, text.slice(first.start, first.end)),
          first,
          text.slice(second.start, second.end),
        );
    }
  }, message);
}
