import type { FastifyInstance } from "fastify";
import type { CouncilPlan } from "../../config/council-plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { authenticate, callerOf } from "../http/authenticate.js";
import type { TokenVerifier } from "../identity/caller.js";
import { authoriseCouncil, type CouncilRole } from "./authorise-council.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call a route of a council; without it the route lets nobody in. */
    readonly councilRoles?: readonly CouncilRole[];
  }
}

/**
 * Lets a council's own people into a scope, each to the routes that their role may call, before anything of the body is read.
 *
 * Who may is said once, by the route's operation; the document of the API is made of the same list. A route that says nothing cannot
 * be registered here: it would stand open. Answers `CPIS_ROLE_NOT_PERMITTED`.
 */
export function admitCouncil(
  scope: FastifyInstance,
  verifier: TokenVerifier,
  plan: Pick<CouncilPlan, "authority" | "roles">,
): void {
  scope.addHook("onRoute", ({ config, method, url }) => {
    if (config?.councilRoles !== undefined || config?.refusesMethod === true) return;
    throw new CpisError("CPIS_INTERNAL", {
      detail: `${String(method)} ${url} does not say who may call it.`,
    });
  });
  authenticate(scope, verifier);
  scope.addHook("onRequest", (request, _reply, done) => {
    const { councilRoles = [], refusesMethod } = request.routeOptions.config;
    if (refusesMethod !== true) authoriseCouncil(callerOf(request), plan, councilRoles);
    done();
  });
}
