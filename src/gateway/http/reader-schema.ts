import type { Form, OptionalField, Reader } from "../../contract/shape.js";

/** JSON Schema, as far as this API needs it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Names of readers that stand in the document under a name of their own, and are referred to elsewhere. */
export type NamedReaders = ReadonlyMap<Reader<unknown>, string>;

/**
 * What a reader accepts, as JSON Schema.
 *
 * The document of the API is made of the parsers that both sides use, so that it cannot say anything else than they do.
 */
export function readerSchema(reader: Reader<unknown>, named: NamedReaders): Schema {
  const { form } = reader;
  return form === undefined ? {} : formSchema(form, named);
}

function formSchema(form: Form, named: NamedReaders): Schema {
  if (form === "flag") return { type: "boolean" };
  if (form === "instant") return { type: "string", format: "date-time" };
  if ("json" in form) return form.json;
  if ("text" in form) return textSchema(form.text);
  if ("least" in form) return { type: "integer", minimum: form.least };
  if ("words" in form) return { type: "string", enum: Object.keys(form.words) };
  if ("values" in form) return { type: "object", additionalProperties: partSchema(form.values, named) };
  if ("items" in form) {
    const { atLeast, atMost } = form.limits;
    const least = atLeast === undefined ? {} : { minItems: atLeast };
    return { type: "array", items: partSchema(form.items, named), ...least, maxItems: atMost };
  }
  if ("fields" in form) {
    const fields = form.fields as Readonly<Record<string, Reader<unknown> | OptionalField<unknown>>>;
    return objectSchema(fields, form.unknownFields === "refuse", named);
  }
  const members = Object.values(form.members) as readonly Reader<unknown>[];
  return { oneOf: members.map((member) => partSchema(member, named)) };
}

// The readers' own limit where none is given.
function textSchema({
  minLength,
  maxLength = 1000,
  pattern,
}: {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
}): Schema {
  return {
    type: "string",
    ...(minLength === undefined ? {} : { minLength }),
    maxLength,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}

function partSchema(reader: Reader<unknown>, named: NamedReaders): Schema {
  const name = named.get(reader);
  return name === undefined ? readerSchema(reader, named) : { $ref: `#/components/schemas/${name}` };
}

function objectSchema(
  fields: Readonly<Record<string, Reader<unknown> | OptionalField<unknown>>>,
  closed: boolean,
  named: NamedReaders,
): Schema {
  const entries = Object.entries(fields);
  const required = entries.flatMap(([name, field]) => (typeof field === "function" ? [name] : []));
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([name, field]) => [
        name,
        partSchema(typeof field === "function" ? field : field.optional, named),
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(closed ? { additionalProperties: false } : {}),
  };
}
