import type { FastifyInstance, FastifyRequest } from "fastify";
import { CpisError } from "../../errors/cpis-error.js";
import type { Caller, TokenVerifier } from "../identity/caller.js";

const callers = new WeakMap<FastifyRequest, Caller>();

/** Lets only verified callers reach the routes of this scope, before anything of the request's body is read. */
export function authenticate(scope: FastifyInstance, verifier: TokenVerifier): void {
  scope.addHook("onRequest", async (request) => {
    callers.set(request, await verifier.verify(request.headers.authorization));
  });
}

/** Who a request of an authenticated scope comes from. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new CpisError("CPIS_TOKEN_MISSING");
  return caller;
}
