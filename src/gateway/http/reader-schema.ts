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
  if ("json" in form) return withoutNoise(form.json);
  if ("fields" in form) return objectSchema(form.fields, form.closed, named);
  if ("items" in form) {
    const { atLeast, atMost } = form;
    const items = partSchema(form.items, named);
    return withoutNoise({ type: "array", items, minItems: atLeast, maxItems: atMost });
  }
  if ("values" in form) return { type: "object", additionalProperties: partSchema(form.values, named) };
  return { oneOf: form.members.map((member) => partSchema(member, named)) };
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

// A limit that limits nothing is noise in a document.
function withoutNoise(json: Schema): Schema {
  return Object.fromEntries(
    Object.entries(json).filter(
      ([name, value]) => value !== undefined && !(name === "minLength" && value === 0),
    ),
  );
}
