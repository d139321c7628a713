import type { LookupStore } from "../../ports/lookup-store.js";
import type { PrometheusTelemetry } from "../telemetry/prometheus-telemetry.js";
import type { ApiRoutes } from "./api-server.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

/** For whoever runs the gateway: no token, and nothing in them is about anybody. */
export function systemRoutes(store: LookupStore, telemetry: PrometheusTelemetry): ApiRoutes {
  return (scope) => {
    const hidden = { schema: { hide: true } };
    scope.get("/health/live", hidden, () => ({ status: "live" }));
    scope.get("/health/ready", hidden, async (_request, reply) => {
      const ready = await store.isWritable();
      return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "store-not-writable" });
    });
    scope.get("/metrics", hidden, async (_request, reply) =>
      reply.type(telemetry.contentType).send(await telemetry.render()),
    );
    for (const url of ["/health/live", "/health/ready", "/metrics"]) refuseOtherMethods(scope, url, ["GET"]);
  };
}
