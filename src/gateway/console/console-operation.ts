import type { ConsoleRole } from "../../domain/console-role.js";
import { errorCodes, type ErrorCode } from "../../errors/codes.js";
import { problemOf } from "../http/problems.js";
import type { Schema } from "../http/reader-schema.js";

/** Who may use a route of the console. */
export interface ConsoleRouteRule {
  /** Any of these. */
  readonly roles: readonly ConsoleRole[];
  /** Whether the person must have signed in afresh a moment ago. */
  readonly stepUp?: true;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Without it a route of the console is refused when the gateway starts. */
    readonly console?: ConsoleRouteRule;
  }
}

/** What a route of the console says of itself. */
export interface ConsoleOperation extends ConsoleRouteRule {
  /** The operation's name in the OpenAPI document: a verb and a noun in camel case. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** What each part of the address in braces is. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  readonly answer: ConsoleAnswer;
  /** Codes of its own, beside those that every route of the console has. */
  readonly problems?: readonly ErrorCode[];
}

/** What a route answers when it does what it is asked. */
export interface ConsoleAnswer {
  /** 200 with a schema, 204 without, unless it is said here. */
  readonly status?: number;
  readonly description: string;
  readonly schema?: Schema;
  /** `application/json` unless it is said here. */
  readonly mediaType?: string;
}

/** The options of a route: its description and, of the same words, the rule that guards it. */
export interface ConsoleRouteOptions {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly config: { readonly console: ConsoleRouteRule };
}

const everywhere: readonly ErrorCode[] = [
  "CPIS_SESSION_MISSING",
  "CPIS_ROLE_NOT_PERMITTED",
  "CPIS_TOO_MANY_REQUESTS",
  "CPIS_STORE_FAILED",
];

/**
 * Describes a route of the console once: for the OpenAPI document and for the guard before it.
 *
 * Give the result to the route as its options: `scope.get(url, consoleOperation({ … }), handler)`.
 */
export function consoleOperation(operation: ConsoleOperation): ConsoleRouteOptions {
  const { id, roles, stepUp, summary, description, path, query, body, answer } = operation;
  return {
    schema: {
      operationId: id,
      tags: ["console"],
      summary,
      ...(description === undefined ? {} : { description }),
      security: [{ consoleSession: [] }],
      "x-cpis-roles": roles,
      "x-cpis-step-up": stepUp ?? false,
      ...(path === undefined ? {} : { params: pathSchema(path) }),
      ...(query === undefined ? {} : { querystring: { type: "object", properties: query } }),
      ...(body === undefined ? {} : { body }),
      response: { ...answerSchema(answer), ...problemSchemas(operation) },
    },
    config: { console: { roles, ...(stepUp === undefined ? {} : { stepUp }) } },
  };
}

function pathSchema(parts: Readonly<Record<string, string>>): Schema {
  const properties = Object.fromEntries(
    Object.entries(parts).map(([name, description]) => [name, { type: "string", description }]),
  );
  return { type: "object", properties, required: Object.keys(parts) };
}

function answerSchema({
  status,
  description,
  schema,
  mediaType = "application/json",
}: ConsoleAnswer): Schema {
  if (schema === undefined) return { [status ?? 204]: { type: "null", description } };
  return { [status ?? 200]: { description, content: { [mediaType]: { schema } } } };
}

function problemSchemas({ body, stepUp, problems = [] }: ConsoleOperation): Schema {
  const codes = new Set<ErrorCode>([
    ...everywhere,
    ...(stepUp === undefined ? [] : (["CPIS_STEP_UP_NEEDED"] as const)),
    ...(body === undefined ? [] : (["CPIS_REQUEST_INVALID", "CPIS_REQUEST_FORGED"] as const)),
    ...problems,
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = problemOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, listed]) => [
      String(status),
      {
        description: listed.map((code) => `${code}: ${errorCodes[code].text}`).join(" "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}
