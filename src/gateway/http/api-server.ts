import type { ServiceIdentifier } from "inversify";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { HttpPlan, LimitsPlan } from "../../config/plan.js";
import { isLoopbackAddress } from "../../config/private-address.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { apiSchemas } from "./api-schemas.js";
import { checkApiTls } from "./check-api-tls.js";
import { answerBrokenRequest, answerProblems, sendProblem } from "./answer-problems.js";
import { withReferredSchemas } from "./referred-schemas.js";
import type { Schema } from "./reader-schema.js";
import { endSilentConnections } from "./end-silent-connections.js";
import { limitRequest } from "./limit-requests.js";
import { toProblem } from "./problems.js";
import { apiTitle, apiVersion } from "./api-description.js";

/** The HTTP server that pages talk to. */
export interface ApiServer {
  /** Throws `CPIS_PORT_UNAVAILABLE`, `CPIS_CERTIFICATE_UNUSABLE` or, for plain HTTP beyond this machine, `CPIS_CONFIG_INVALID`. */
  start(): Promise<{ readonly url: string }>;
  /** Takes no new request, ends streams, lets requests in progress finish. */
  stop(): Promise<void>;
}
export const ApiServer: ServiceIdentifier<ApiServer> = Symbol("ApiServer");

/** A group of routes; several are bound, the server registers them all. */
export type ApiRoutes = (app: FastifyInstance) => void | Promise<void>;
export const ApiRoutes: ServiceIdentifier<ApiRoutes> = Symbol("ApiRoutes");

/** What a server works with. */
export interface ServerParts {
  readonly plan: HttpPlan;
  readonly limits: LimitsPlan;
  readonly routes: readonly ApiRoutes[];
  /** Components that routes of other parts refer to, for the OpenAPI document. */
  readonly schemas?: Readonly<Record<string, Schema>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of requests that failed by our own fault. */
  readonly telemetry?: Pick<Telemetry, "alarm">;
}

// Answers are data: whatever a browser takes them for, it may do nothing with them.
const nothing = ["'none'"];
const apiPolicy = { defaultSrc: nothing, baseUri: nothing, formAction: nothing, frameAncestors: nothing };

const maxBodyBytes = 64 * 1024;
const defaultRequestsPerMinute = 3000;
const usersOfOneAddress = 20;

/** A server that is not listening yet. */
export function createApiServer(parts: ServerParts): ApiServer {
  const { plan } = parts;
  let app: FastifyInstance | undefined;
  return {
    async start() {
      if (plan.tls !== undefined) checkApiTls(plan.tls, parts.clock.now());
      else if (!isLoopbackAddress(plan.host)) throw unprotected(plan);
      const server = await buildApp(parts);
      await server.listen({ host: plan.host, port: plan.port }).catch(async (cause: unknown) => {
        await server.close();
        throw unavailable(plan, cause);
      });
      app = server;
      return { url: urlOf(server, plan) };
    },
    async stop() {
      await app?.close();
      app = undefined;
    },
  };
}

/** The application without its port, for tests that need none. */
export async function buildApp(parts: ServerParts): Promise<FastifyInstance> {
  const { plan } = parts;
  const options = {
    logger: false,
    bodyLimit: maxBodyBytes,
    exposeHeadRoutes: false,
    // A slow sender must not hold a connection for ever.
    requestTimeout: 30_000,
    forceCloseConnections: "idle" as const,
    // What still arrives on open connections is answered as always: the store closes after the server.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    // An address that cannot be decoded never reaches a route.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      void sendProblem(reply, toProblem(error));
    },
  };
  const { tls } = plan;
  const https =
    tls === undefined ? null : { key: tls.key, cert: tls.certificate, minVersion: "TLSv1.2" as const };
  const app: FastifyInstance = https === null ? fastify(options) : fastify({ ...options, https });
  endSilentConnections(app, https !== null);
  // The parsers of src/contract read requests, and views are plain JSON: the schemas are documentation.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  answerProblems(app, parts.logger, parts.telemetry);
  await registerPlugins(app, parts);
  limitAddresses(app, parts.limits);
  for (const routes of parts.routes) await app.register(async (scope) => routes(scope));
  app.get("/openapi.json", { schema: { hide: true } }, () => withReferredSchemas(app.swagger()));
  await app.ready();
  return app;
}

async function registerPlugins(app: FastifyInstance, { plan, limits, schemas }: ServerParts): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: apiPolicy },
    // Pages of other origins are the API's users; CORS says which.
    crossOriginResourcePolicy: { policy: "cross-origin" },
    hsts: plan.tls !== undefined,
  });
  await app.register(cors, {
    origin: (origin, answer) => answer(null, origin !== undefined && plan.allowedOrigins.includes(origin)),
    methods: ["GET", "POST", "PUT"],
    allowedHeaders: ["authorization", "content-type"],
    maxAge: 600,
    strictPreflight: false,
  });
  await app.register(rateLimit, {
    global: false,
    max: () => limits.requestsPerMinute ?? defaultRequestsPerMinute,
    timeWindow: 60_000,
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: apiTitle, version: apiVersion },
      components: {
        schemas: { ...apiSchemas, ...schemas },
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
          consoleSession: { type: "apiKey", in: "cookie", name: "__Host-cpis-console" },
        },
      },
    },
  });
  app.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
}

/**
 * Limits what one address may ask before any token is looked at, so that refused tokens are limited too.
 *
 * A whole site may come from one address (a proxy, a terminal server), hence the factor; a user's own limit is counted
 * once it is known who it is.
 */
function limitAddresses(app: FastifyInstance, limits: LimitsPlan): void {
  const count = app.createRateLimit({
    max: () => (limits.requestsPerMinute ?? defaultRequestsPerMinute) * usersOfOneAddress,
    keyGenerator: (request) => request.ip,
    allowList: (request) => request.url.startsWith("/health/"),
  });
  app.addHook("onRequest", (request, reply) => limitRequest(count, request, reply));
}

// Tokens and answers would cross the network in the clear, private or not.
function unprotected({ host }: HttpPlan): CpisError {
  return new CpisError("CPIS_CONFIG_INVALID", {
    context: { address: host },
    detail: `The API would speak plain HTTP on ${host}: set http.tls, or set http.host to 127.0.0.1 behind a TLS terminator on this machine.`,
  });
}

function unavailable(plan: HttpPlan, cause: unknown): CpisError {
  return new CpisError("CPIS_PORT_UNAVAILABLE", {
    cause,
    context: { port: plan.port, address: plan.host },
    detail: `The API cannot listen on ${plan.host}:${plan.port}: change http.host or http.port, or stop what uses it.`,
  });
}

function urlOf(app: FastifyInstance, plan: HttpPlan): string {
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : plan.port;
  const everywhere = plan.host === "0.0.0.0" || plan.host === "::";
  const host = everywhere ? "localhost" : plan.host.includes(":") ? `[${plan.host}]` : plan.host;
  return `${plan.tls === undefined ? "http" : "https"}://${host}:${port}`;
}
