import { isLoopbackAddress } from "../../config/private-address.js";
import type { GatewayPlan } from "../../config/plan.js";
import type { FastifyRequest } from "fastify";
import type { PrometheusTelemetry } from "../telemetry/prometheus-telemetry.js";
import { findFaults, type ReadinessCheck } from "../telemetry/readiness.js";
import { sendProblem } from "./answer-problems.js";
import type { ApiRoutes } from "./api-server.js";
import { problemOfStatus } from "./problems.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

/**
 * For whoever runs the gateway: no token, and nothing in them is about anybody. The numbers are for this machine only:
 * who can read them from elsewhere could watch a single check leave and come back.
 */
export function systemRoutes(
  checks: readonly ReadinessCheck[],
  telemetry: PrometheusTelemetry,
  plan: Pick<GatewayPlan, "hash" | "environment">,
  waitingForRestart: () => string | undefined = () => undefined,
): ApiRoutes {
  return (scope) => {
    const hidden = { schema: { hide: true } };
    scope.get("/health", hidden, async (_request, reply) => {
      const faults = await findFaults(checks);
      const { environment, hash: planHash } = plan;
      const waiting = waitingForRestart();
      const next = waiting === undefined ? {} : { waitingForRestart: waiting };
      return reply.code(codeOf(faults)).send({ ...statusOf(faults), environment, planHash, ...next });
    });
    scope.get("/health/live", hidden, () => ({ status: "live" }));
    scope.get("/health/ready", hidden, async (_request, reply) => {
      const faults = await findFaults(checks);
      return reply.code(codeOf(faults)).send(statusOf(faults));
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

const codeOf = (faults: readonly string[]): number => (faults.length === 0 ? 200 : 503);

// One word for whoever watches; all of them where there are several.
function statusOf(faults: readonly string[]): object {
  const [first] = faults;
  if (first === undefined) return { status: "ready" };
  return faults.length === 1 ? { status: first } : { status: first, faults };
}

// A terminator on this machine speaks for others, and says so.
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const isForwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return isLoopbackAddress(ip) && !isForwarded;
}
