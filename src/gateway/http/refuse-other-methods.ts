import type { FastifyInstance, HTTPMethods } from "fastify";
import { sendProblem } from "./answer-problems.js";
import { problemOfStatus } from "./problems.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route answers 405 and does nothing else, so that it needs nobody's permission. */
    readonly refusesMethod?: true;
  }
}

const methods: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Answers 405 with `Allow` where a path exists but not with this method: Fastify alone says 404. */
export function refuseOtherMethods(
  scope: FastifyInstance,
  url: string,
  allowed: readonly HTTPMethods[],
): void {
  scope.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    config: { refusesMethod: true },
    handler: (_request, reply) =>
      sendProblem(reply.header("allow", allowed.join(", ")), problemOfStatus(405)),
  });
}
