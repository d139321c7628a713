/**
 * The configuration as it was written, before anything is known to be right.
 *
 * Cross-checks read it leniently, so that every fault is reported together and not only after the first are mended.
 */
export type Draft = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, or undefined where there is none. */
export function valueAt(draft: Draft, path: string): unknown {
  let value: unknown = draft;
  for (const step of path.split(".")) value = isRecord(value) ? value[step] : undefined;
  return value;
}

/** The text at a path, or undefined where there is none or it is not text. */
export function textAt(draft: Draft, path: string): string | undefined {
  const value = valueAt(draft, path);
  return typeof value === "string" ? value : undefined;
}

/** The number at a path, or the default where there is none or it is not a number. */
export function numberAt(draft: Draft, path: string, whenAbsent: number): number {
  const value = valueAt(draft, path);
  return typeof value === "number" ? value : whenAbsent;
}

/** The objects in the list at a path; whatever is not an object is left out. */
export function recordsAt(draft: Draft, path: string): readonly (readonly [number, Draft])[] {
  const value = valueAt(draft, path);
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => (isRecord(item) ? [[index, item] as const] : []));
}

/** A copy with the value at a dotted path replaced, groups on the way made where they are missing. */
export function withValueAt(draft: Draft, path: string, value: unknown): Draft {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...draft, [first]: value };
  const inner = draft[first];
  return { ...draft, [first]: withValueAt(isRecord(inner) ? inner : {}, rest.join("."), value) };
}
