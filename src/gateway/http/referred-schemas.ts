/**
 * Leaves out of an OpenAPI document the components that nothing refers to: a gateway that serves only a hospital does not
 * describe a council's answers, nor the other way round.
 */
export function withReferredSchemas<D extends object>(document: D): D {
  const components = memberOf(document, "components");
  const schemas = memberOf(components, "schemas");
  if (schemas === undefined) return document;
  const rest = Object.fromEntries(Object.entries(document).filter(([name]) => name !== "components"));
  const wanted = new Set<string>();
  const follow = (value: unknown): void => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      if (schemas[name] !== undefined) follow(schemas[name]);
    }
  };
  follow(rest);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => wanted.has(name)));
  return { ...document, components: { ...components, schemas: kept } };
}

function memberOf(value: object | undefined, name: string): Record<string, unknown> | undefined {
  const member: unknown = value === undefined ? undefined : Reflect.get(value, name);
  return typeof member === "object" && member !== null ? (member as Record<string, unknown>) : undefined;
}
