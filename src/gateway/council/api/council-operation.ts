import { errorCodes, type ErrorCode } from "../../../errors/codes.js";
import { problemOf } from "../../http/problems.js";
import type { CouncilRole } from "../authorise-council.js";
import type { CouncilSchemaName } from "./council-schemas.js";

/** An answer of a route: its schema and what it means; without a schema the answer has no body. */
export type DocumentedAnswer = readonly [schema: CouncilSchemaName | undefined, description: string];

/** What a route says of itself. */
export interface DocumentedRoute {
  readonly id: string;
  readonly tag: "cases" | "notices" | "uploads" | "mailbox" | "council" | "takeover";
  readonly summary: string;
  readonly description?: string;
  readonly permitted: readonly CouncilRole[];
  /** What `{id}` in the address is. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, object>>;
  readonly body?: CouncilSchemaName;
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /** Codes of its own, beside those that every route has. */
  readonly problems?: readonly ErrorCode[];
}

/** A route's options in the shape that Fastify and the OpenAPI document want. */
export interface Operation {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Who is let in; the document says the same, from the same list. */
  readonly config: { readonly councilRoles: readonly CouncilRole[] };
}

const everywhere: readonly ErrorCode[] = [
  "CPIS_TOKEN_MISSING",
  "CPIS_TOKEN_REJECTED",
  "CPIS_ROLE_NOT_PERMITTED",
  "CPIS_TOO_MANY_REQUESTS",
  "CPIS_STORE_FAILED",
];

const roleWords: Readonly<Record<CouncilRole, string>> = {
  "social-worker": "social workers",
  "emergency-duty-team": "the emergency duty team",
  "data-officer": "data officers",
  "case-system": "the case system",
};

/** Describes a route for the OpenAPI document: who may, what goes in, every answer and every problem code. */
export function councilOperation(route: DocumentedRoute): Operation {
  const { id, tag, summary, permitted, path, query, body } = route;
  const who = `For ${permitted.map((role) => roleWords[role]).join(", ")} of the council that this gateway serves.`;
  return {
    config: { councilRoles: permitted },
    schema: {
      operationId: id,
      tags: [tag],
      summary,
      description: route.description === undefined ? who : `${route.description} ${who}`,
      security: [{ bearer: [] }],
      "x-cpis-roles": permitted,
      ...(path === undefined ? {} : { params: pathSchema(path) }),
      ...(query === undefined ? {} : { querystring: { type: "object", properties: query } }),
      ...(body === undefined ? {} : { body: { $ref: `#/components/schemas/${body}` } }),
      response: { ...answerSchemas(route.answers), ...problemSchemas(route) },
    },
  };
}

function pathSchema(description: string): object {
  return { type: "object", properties: { id: { type: "string", description } }, required: ["id"] };
}

function answerSchemas(answers: DocumentedRoute["answers"]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, [name, description]]) => [
      status,
      name === undefined
        ? { type: "null", description }
        : {
            description,
            content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
          },
    ]),
  );
}

// A body that is none is refused before the route sees it, whatever the route.
function problemSchemas({ body, problems = [] }: DocumentedRoute): Readonly<Record<string, unknown>> {
  const ofBody: readonly ErrorCode[] = body === undefined ? [] : ["CPIS_REQUEST_INVALID"];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...ofBody, ...problems, ...everywhere])) {
    const { status } = problemOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const described = [...byStatus].map(([status, codes]) => [String(status), problemAnswer(codes)]);
  return Object.fromEntries([...described, ...(body === undefined ? [] : bodyRefusals)]) as Record<
    string,
    unknown
  >;
}

function problemAnswer(codes: readonly ErrorCode[]): object {
  return problemSchema(codes.map((code) => `${code}: ${errorCodes[code].text}`).join(" "));
}

function problemSchema(description: string): object {
  const schema = { $ref: "#/components/schemas/Problem" };
  return { description, content: { "application/problem+json": { schema } } };
}

const bodyRefusals: readonly (readonly [string, object])[] = [
  ["413", problemSchema("CPIS_REQUEST_INVALID: The body is larger than this address accepts.")],
  ["415", problemSchema("CPIS_REQUEST_INVALID: Not application/json.")],
];
