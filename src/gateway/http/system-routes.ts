import { isLoopbackAddress } from "../../config/private-address.js";
import type { GatewayPlan } from "../../config/plan.js";
import type { FastifyRequest } from "fastify";
import type { LookupStore } from "../../ports/lookup-store.js";
import type { PrometheusTelemetry } from "../telemetry/prometheus-telemetry.js";
import { sendProblem } from "./answer-problems.js";
import type { ApiRoutes } from "./api-server.js";
import { problemOfStatus } from "./problems.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

/**
 * For whoever runs the gateway: no token, and nothing in them is about anybody. The numbers are for this machine only:
 * who can read them from elsewhere could watch a single check leave and come back.
 */
export function systemRoutes(
  store: Pick<LookupStore, "isWritable">,
  telemetry: PrometheusTelemetry,
  plan: Pick<GatewayPlan, "hash" | "environment">,
): ApiRoutes {
  return (scope) => {
    const hidden = { schema: { hide: true } };
    scope.get("/health", hidden, async (_request, reply) => {
      const ready = await store.isWritable();
      const status = ready ? "ready" : "store-not-writable";
      const { environment, hash: planHash } = plan;
      return reply.code(ready ? 200 : 503).send({ status, environment, planHash });
    });
    scope.get("/health/live", hidden, () => ({ status: "live" }));
    scope.get("/health/ready", hidden, async (_request, reply) => {
      const ready = await store.isWritable();
      return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "store-not-writable" });
    });
    scope.get("/metrics", hidden, async (request, reply) =>
      isFromThisMachine(request)
        ? reply.type(telemetry.contentType).send(await telemetry.render())
        : sendProblem(reply, problemOfStatus(404)),
    );
    for (const url of ["/health", "/health/live", "/health/ready", "/metrics"])
      refuseOtherMethods(scope, url, ["GET"]);
  };
}

// A terminator on this machine speaks for others, and says so.
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const isForwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return isLoopbackAddress(ip) && !isForwarded;
}
