import { isRecord } from "./draft.js";

/** JSON with its keys in one order and no space, so that equal values are equal text and have one digest. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, each]) => [key, ordered(each)] as const);
  // A null prototype keeps a key such as __proto__ a key.
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}
