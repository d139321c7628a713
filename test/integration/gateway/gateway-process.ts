/** A real gateway in a process of its own, for tests that kill it. The plan comes as the first message. */
import type { GatewayPlan } from "../../../src/config/plan.js";
import { createGateway } from "../../../src/gateway/create-gateway.js";

function isPlan(message: unknown): message is { readonly plan: GatewayPlan } {
  return typeof message === "object" && message !== null && "plan" in message;
}

process.on("message", (message) => {
  if (!isPlan(message)) return;
  void createGateway(message.plan)
    .then((gateway) => gateway.start())
    .then((addresses) => process.send?.(addresses));
});
