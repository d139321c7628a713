import type { LineCounter } from "yaml";
import { isMap, isPair, isScalar, isSeq, type Document, type Node } from "yaml";
import type { Issue } from "../errors/cpis-error.js";

/** A place in a configuration file, both numbers from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a setting stands in the file, or the group it is missing from; undefined where the file cannot tell. */
export type PlaceOf = (path: string) => Place | undefined;

/** A configuration's text taken apart, or why it cannot be. */
export type ReadText =
  | { readonly ok: true; readonly value: unknown; readonly placeOf: PlaceOf }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** How both forms are parsed: strictly, without anything of YAML 1.1, and without one word of the text in a message. */
export const parseOptions = {
  version: "1.2",
  schema: "core",
  strict: true,
  uniqueKeys: true,
  merge: false,
  stringKeys: false,
  prettyErrors: false,
  logLevel: "error",
} as const;

/** The place of an offset in the text. */
export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Finds settings in a parsed document by the paths that faults are named with, such as `locations[2].accessMode`. */
export function placesIn(document: Document, lines: LineCounter): PlaceOf {
  return (path) => {
    const offset = offsetOf(document.contents, steps(path));
    return offset === undefined ? undefined : placeAt(lines, offset);
  };
}

function steps(path: string): readonly (string | number)[] {
  return path
    .split(/\.|(?=\[[0-9]+\])/)
    .filter((step) => step !== "")
    .map((step) => (/^\[[0-9]+\]$/.test(step) ? Number(step.slice(1, -1)) : step));
}

// As far as the path leads: what is missing has the place of the group that lacks it.
function offsetOf(root: Node | null, path: readonly (string | number)[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const step of path) {
    const found = child(node, step);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function child(node: unknown, step: string | number) {
  if (isMap(node) && typeof step === "string") {
    const pair = node.items.find((item) => keyOf(item) === step);
    return pair === undefined ? undefined : { node: pair.value, offset: startOf(pair.key) };
  }
  const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
  return item === undefined ? undefined : { node: item, offset: startOf(item) };
}

function keyOf(pair: unknown): string | undefined {
  if (!isPair(pair)) return undefined;
  const { key } = pair;
  if (typeof key === "string") return key;
  return isScalar(key) && typeof key.value === "string" ? key.value : undefined;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
