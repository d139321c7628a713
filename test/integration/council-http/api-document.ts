import { z } from "zod";

/** An OpenAPI document, as far as the tests read it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export interface DocumentedOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

/**
 * A validator of one schema of the document. Stricter than the document, which lets a reader pass over what a later version adds:
 * here every field that is sent must be documented.
 */
export function validatorOf(document: ApiDocument, schema: unknown): z.ZodType {
  const definitions = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, each]) => [name, closed(each)]),
  );
  const whole = { ...(closed(schema) as object), $defs: definitions };
  return z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? inner.replace("#/components/schemas/", "#/$defs/")
        : closed(inner),
    ]),
  );
  return "properties" in copy && !("additionalProperties" in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}

/** The operation of an address, whose parts that begin with a colon stand in braces in the document. */
export function operationOf(
  document: ApiDocument,
  method: string,
  url: string,
): DocumentedOperation | undefined {
  return document.paths[url.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
}
