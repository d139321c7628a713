import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest, HTTPMethods, RouteOptions } from "fastify";
import type { ServiceIdentifier } from "inversify";
import type { ConsolePlan } from "../../config/console-plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { ApiRoutes } from "../http/api-server.js";
import { limitRequest } from "../http/limit-requests.js";
import { refuseOtherMethods } from "../http/refuse-other-methods.js";
import { consoleCookie } from "./console-cookies.js";
import { isSteppedUp, type ConsoleSession, type ConsoleSessions } from "./console-session.js";

/**
 * A group of the console's routes; several are bound, one scope guards them all.
 *
 * Each route is given `consoleOperation(…)` as its options; without a rule the gateway does not start. Methods that a
 * path does not have are refused by the scope itself.
 */
export type ConsoleRoutes = (scope: FastifyInstance) => void;
export const ConsoleRoutes: ServiceIdentifier<ConsoleRoutes> = Symbol("ConsoleRoutes");

/** What the console's routes are guarded with. */
export interface ConsoleRouteParts {
  readonly plan: ConsolePlan;
  readonly sessions: ConsoleSessions;
  readonly groups: readonly ConsoleRoutes[];
  readonly clock: Clock;
}

/** Sent back with every request that changes something; a page of another origin cannot know it. */
const csrfHeader = "x-cpis-csrf";

/** Set by the page on what it asks by itself, so that an open page alone keeps nobody signed in. */
const backgroundHeader = "x-cpis-background";

const readingMethods = ["GET", "HEAD", "OPTIONS"];

const sessionsOfRequests = new WeakMap<FastifyRequest, ConsoleSession>();

/**
 * The console's API. Whoever comes here is signed in, holds a role that the route names, has signed in afresh where it
 * is dangerous, and, where something is changed, comes from the console's own page.
 *
 * Throws `CPIS_SESSION_MISSING`, `CPIS_REQUEST_FORGED`, `CPIS_ROLE_NOT_PERMITTED`, `CPIS_STEP_UP_NEEDED` and
 * `CPIS_TOO_MANY_REQUESTS`, in this order, before a body is read.
 */
export function consoleRoutes(parts: ConsoleRouteParts): ApiRoutes {
  return (scope) => {
    // A form or a text may be posted by any page without asking first; JSON may not.
    scope.removeContentTypeParser("text/plain");
    const methods = watchRoutes(scope);
    const count = scope.createRateLimit({ keyGenerator: (request) => sessionOf(request).userId });
    const cookie = consoleCookie("cpis-console", parts.plan.origin, "Strict");
    scope.addHook("onRequest", async (request, reply) => {
      const isBackground = request.headers[backgroundHeader] !== undefined;
      const session = parts.sessions.find(cookie.read(request), isBackground);
      if (session === undefined) throw new CpisError("CPIS_SESSION_MISSING");
      sessionsOfRequests.set(request, session);
      await limitRequest(count, request, reply);
      refuseForged(request, session, parts.plan.origin);
      permit(request, session, parts.clock.now());
    });
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("cross-origin-resource-policy", "same-origin");
    });
    for (const group of parts.groups) group(scope);
    for (const [url, allowed] of [...methods]) refuseOtherMethods(scope, url, allowed);
  };
}

/** Who asks, in a route of the console. */
export function sessionOf(request: FastifyRequest): ConsoleSession {
  const session = sessionsOfRequests.get(request);
  if (session === undefined) throw new CpisError("CPIS_SESSION_MISSING");
  return session;
}

// A route that nobody has written a rule for must not be one that everybody may use.
function watchRoutes(scope: FastifyInstance): ReadonlyMap<string, readonly HTTPMethods[]> {
  const methods = new Map<string, HTTPMethods[]>();
  scope.addHook("onRoute", ({ url, method, config, schema }: RouteOptions) => {
    const isRefusal = schema?.hide === true && config?.console === undefined;
    if (isRefusal && methods.has(url)) return;
    if (config?.console === undefined || config.console.roles.length === 0) {
      throw new CpisError("CPIS_INTERNAL", { detail: `The console's route ${url} says not who may use it.` });
    }
    const listed = Array.isArray(method) ? method : [method];
    methods.set(url, [...(methods.get(url) ?? []), ...listed]);
  });
  return methods;
}

function refuseForged({ method, headers }: FastifyRequest, session: ConsoleSession, origin: string): void {
  if (readingMethods.includes(method)) return;
  const token = headers[csrfHeader];
  const site = headers["sec-fetch-site"];
  const isOurs = headers.origin === origin && (site === undefined || site === "same-origin");
  if (isOurs && typeof token === "string" && isSame(token, session.csrfToken)) return;
  throw new CpisError("CPIS_REQUEST_FORGED");
}

function permit({ routeOptions }: FastifyRequest, session: ConsoleSession, now: number): void {
  const rule = routeOptions.config.console;
  // Only the refusal of a method that the path does not have is without a rule.
  if (rule === undefined) return;
  if (!rule.roles.some((role) => session.roles.includes(role)))
    throw new CpisError("CPIS_ROLE_NOT_PERMITTED");
  if (rule.stepUp === true && !isSteppedUp(session, now)) throw new CpisError("CPIS_STEP_UP_NEEDED");
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
