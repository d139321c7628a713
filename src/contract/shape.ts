/**
 * Readers for JSON that came over the wire: small enough for the browser, where a schema library would cost more than
 * the banner itself.
 *
 * A reader is typed by the interface it reads: every field must be listed, an optional one as optional, every member
 * of a union by name. A type and its reader therefore cannot drift apart without the compiler saying so.
 */
import { CpisError, type Issue } from "../errors/cpis-error.js";

/** Returned instead of a value; the reason is already among the issues. */
export const invalid: unique symbol = Symbol("invalid");

/** Where a reader stands: the path for its issues, and the list they go to. Messages never repeat a value. */
export interface Place {
  readonly path: string;
  readonly issues: Issue[];
}

/** Reads a value of unknown shape, or says what is wrong with it. Never throws. */
export interface Reader<T> {
  (value: unknown, place: Place): T | typeof invalid;
  /** What it reads, for the API's document; a reader without one accepts what nobody has written down. */
  readonly form?: Form;
}

/** What a reader reads: what it was made with, or a JSON Schema. Kept as it is, because every byte is also the browser's. */
export type Form =
  | "flag"
  | "instant"
  | { readonly json: Readonly<Record<string, unknown>> }
  | { readonly text: TextLimits }
  | { readonly least: number }
  | { readonly words: object }
  | { readonly fields: object; readonly unknownFields: "refuse" | "ignore" }
  | { readonly items: Reader<unknown>; readonly limits: ListLimits }
  | { readonly values: Reader<unknown> }
  | { readonly members: object };

interface TextLimits {
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: RegExp;
}

interface ListLimits {
  readonly atLeast?: number;
  readonly atMost: number;
}

/** Says what a reader reads, so that the document of the API is made of the readers themselves. */
export function formed<T>(form: Form, reader: Reader<T>): Reader<T> {
  return Object.assign(reader, { form });
}

/** The reader of a field that may be absent. */
export interface OptionalField<T> {
  readonly optional: Reader<T>;
}

/** One reader per field of an interface. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
    ? OptionalField<Exclude<T[K], undefined>>
    : Reader<T[K]>;
};

function refuse(place: Place, message: string): typeof invalid {
  place.issues.push({ path: place.path, message });
  return invalid;
}

function under(place: Place, step: string | number): Place {
  const path = typeof step === "number" ? `${place.path}[${step}]` : `${place.path}.${step}`;
  return { path: place.path === "" ? String(step) : path, issues: place.issues };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Marks a field that may be absent. `null` is not absence. */
export function optional<T>(reader: Reader<T>): OptionalField<T> {
  return { optional: reader };
}

/** Text of a bounded length, with a rule for its form if it has one. */
export function text(limits: TextLimits = {}): Reader<string> {
  const { maxLength = 1000, minLength = 0, pattern } = limits;
  return formed({ text: limits }, (value, place) => {
    if (typeof value !== "string") return refuse(place, "must be text");
    if (value.length > maxLength) return refuse(place, `must have at most ${maxLength} characters`);
    if (value.length < minLength) return refuse(place, "must not be empty");
    return pattern === undefined || pattern.test(value)
      ? value
      : refuse(place, "does not have the documented form");
  });
}

/** True or false. */
export const flag: Reader<boolean> = formed("flag", (value, place) =>
  typeof value === "boolean" ? value : refuse(place, "must be true or false"),
);

/** A whole number, not below `least`. */
export function wholeNumber(least: number): Reader<number> {
  return formed({ least }, (value, place) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least
      ? value
      : refuse(place, `must be a whole number, ${least} or more`),
  );
}

/** A moment with an offset, ISO 8601. */
export const instant: Reader<string> = formed("instant", (value, place) => {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  return typeof value === "string" && form.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : refuse(place, "must be a date and time with an offset");
});

/** A UUID in either case. */
export const uuid: Reader<string> = text({
  maxLength: 36,
  pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
});

/** One of a closed set of words; the table makes the compiler check that none is missing. */
export function oneOf<T extends string>(words: Readonly<Record<T, true>>): Reader<T> {
  const isWord = (value: unknown): value is T => typeof value === "string" && Object.hasOwn(words, value);
  return formed({ words }, (value, place) =>
    isWord(value) ? value : refuse(place, "is not one of the documented words"),
  );
}

/** A list; every faulty item is reported. */
export function list<T>(reader: Reader<T>, limits: ListLimits): Reader<readonly T[]> {
  return formed({ items: reader, limits }, (value, place) => {
    if (!Array.isArray(value)) return refuse(place, "must be a list");
    if (value.length > limits.atMost) return refuse(place, `must have at most ${limits.atMost} items`);
    if (value.length < (limits.atLeast ?? 0))
      return refuse(place, `must have at least ${limits.atLeast ?? 0} items`);
    const items = value.map((item: unknown, index) => reader(item, under(place, index)));
    return items.every((item): item is Exclude<typeof item, typeof invalid> => item !== invalid)
      ? items
      : invalid;
  });
}

/** An object used as a table from text to values. */
export function table<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return formed({ values: reader }, (value, place) => {
    if (!isObject(value)) return refuse(place, "must be an object");
    const entries = Object.entries(value).map(
      ([key, item]) => [key, reader(item, under(place, key))] as const,
    );
    const isRead = (entry: readonly [string, T | typeof invalid]): entry is readonly [string, T] =>
      entry[1] !== invalid;
    return entries.every(isRead) ? Object.fromEntries(entries) : invalid;
  });
}

/**
 * An object with exactly these fields.
 *
 * `unknownFields: "refuse"` is for what callers send us: a field that is silently ignored (an access mode, say) would
 * let its sender believe that it did something.
 */
export function object<T extends object>(fields: Fields<T>, unknownFields: "refuse" | "ignore"): Reader<T> {
  const readers = Object.entries<OptionalField<unknown> | Reader<unknown>>(fields);
  return formed({ fields, unknownFields }, (value, place) => {
    if (!isObject(value)) return refuse(place, "must be an object");
    const known = place.issues.length;
    const copy: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      const present = Object.hasOwn(value, name) && value[name] !== undefined;
      if (!present && typeof reader !== "function") continue;
      if (!present) refuse(under(place, name), "is missing");
      else
        copy[name] = (typeof reader === "function" ? reader : reader.optional)(
          value[name],
          under(place, name),
        );
    }
    if (unknownFields === "refuse") {
      for (const name of Object.keys(value))
        if (!Object.hasOwn(fields, name)) refuse(place, "has a field that is not documented");
    }
    // Every listed field has been read without an issue, which is what T says.
    return place.issues.length === known ? (copy as T) : invalid;
  });
}

/** One member of a union, chosen by its `kind`. */
export function variant<T extends { readonly kind: string }>(members: {
  readonly [K in T["kind"]]: Reader<Extract<T, { readonly kind: K }>>;
}): Reader<T> {
  const byKind: Readonly<Record<string, Reader<T>>> = members;
  return formed({ members }, (value, place) => {
    const kind = isObject(value) && typeof value["kind"] === "string" ? value["kind"] : "";
    const reader = Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
    return reader === undefined
      ? refuse(under(place, "kind"), "is not one of the documented words")
      : reader(value, place);
  });
}

/** What a reader makes of a body. Throws `CPIS_MESSAGE_MALFORMED` with every fault. */
export function readAs<T>(reader: Reader<T>, body: unknown): T {
  const issues: Issue[] = [];
  const result = reader(body, { path: "", issues });
  if (result === invalid) throw new CpisError("CPIS_MESSAGE_MALFORMED", { issues });
  return result;
}
