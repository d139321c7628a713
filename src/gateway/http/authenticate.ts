import type { FastifyInstance, FastifyRequest } from "fastify";
import { CpisError } from "../../errors/cpis-error.js";
import type { Caller, TokenVerifier } from "../identity/caller.js";
import { limitRequest } from "./limit-requests.js";

const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * Lets only verified callers reach the routes of this scope, before anything of the request's body is read, and none of
 * them too often, however many tokens they hold.
 */
export function authenticate(scope: FastifyInstance, verifier: TokenVerifier): void {
  const count = scope.createRateLimit({ keyGenerator: (request) => callerOf(request).owner });
  scope.addHook("onRequest", async (request, reply) => {
    const caller = await verifier.verify(request.headers.authorization);
    callers.set(request, caller);
    await limitRequest(count, request, reply);
  });
}

/** Who a request of an authenticated scope comes from. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new CpisError("CPIS_TOKEN_MISSING");
  return caller;
}
