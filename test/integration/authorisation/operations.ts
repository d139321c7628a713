import type { ApiDocument, DocumentedOperation } from "../council-http/api-document.js";
import type { RegisteredRoute } from "./registered-routes.js";
import { publicRoutes } from "./public-routes.js";

/** An operation of the document, with what it says about who may call it. */
export interface GuardedOperation {
  readonly id: string;
  readonly method: string;
  /** As the document has it, with its parts in braces. */
  readonly path: string;
  /** What a caller must bring. */
  readonly scheme: "bearer" | "consoleSession";
  readonly hasBody: boolean;
  /** Any of these roles. */
  readonly roles?: readonly string[];
  /** By access mode, the setting that names the activity needed. */
  readonly activities?: Readonly<Record<string, string>>;
  readonly stepUp: boolean;
}

/** Every operation of a document, in its order. One that does not say who may call it ends the reading. */
export function guardedOperations(document: ApiDocument): readonly GuardedOperation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => guarded(method.toUpperCase(), path, operation)),
  );
}

function guarded(method: string, path: string, operation: DocumentedOperation): GuardedOperation {
  const said = operation as DocumentedOperation & Readonly<Record<string, unknown>>;
  const roles = said["x-cpis-roles"] as readonly string[] | undefined;
  const activities = said["x-cpis-activities"] as Readonly<Record<string, string>> | undefined;
  const schemes = (operation.security ?? []).flatMap((each) => Object.keys(each as object));
  const [scheme] = schemes;
  if (schemes.length !== 1 || (scheme !== "bearer" && scheme !== "consoleSession")) {
    throw new Error(`${method} ${path} does not say with what a caller proves who they are.`);
  }
  if (roles === undefined ? activities === undefined : roles.length === 0) {
    throw new Error(`${method} ${path} does not say who may call it.`);
  }
  return {
    id: operation.operationId ?? `${method} ${path}`,
    method,
    path,
    scheme,
    hasBody: operation.requestBody !== undefined,
    ...(roles === undefined ? {} : { roles }),
    ...(activities === undefined ? {} : { activities }),
    stepUp: said["x-cpis-step-up"] === true,
  };
}

/** Routes that are in no document and on no list of what is public. Each is to refuse whatever comes. */
export function unaccountedRoutes(
  routes: readonly RegisteredRoute[],
  operations: readonly GuardedOperation[],
): readonly RegisteredRoute[] {
  const documented = new Set(operations.map(({ method, path }) => `${method} ${path}`));
  return routes.filter(({ method, url }) => {
    const name = `${method} ${url}`;
    return !documented.has(name.replace(/:(\w+)/g, "{$1}")) && !(name in publicRoutes);
  });
}
