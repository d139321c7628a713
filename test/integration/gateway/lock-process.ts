/** A real gateway in a process of its own that says whether it may start, and switches checks off when it is told to. */
import { ContainerModule } from "inversify";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { GatewayPauses } from "../../../src/gateway/pause/pause.module.js";
import type { PauseSwitch } from "../../../src/ports/pause-switch.js";

let pauses: PauseSwitch | undefined;
const capture = new ContainerModule(({ onActivation }) => {
  onActivation(GatewayPauses, (_context, made) => {
    pauses = made;
    return made;
  });
});

async function start(plan: GatewayPlan): Promise<unknown> {
  try {
    const gateway = await createGateway(plan, [capture]);
    await gateway.start();
    return { started: true, pauses: pauses?.list() };
  } catch (error) {
    return { code: CpisError.is(error) ? error.code : String(error) };
  }
}

process.on("message", (message: { readonly plan: GatewayPlan } | "pause") => {
  const answer =
    message === "pause"
      ? pauses?.begin({ scope: { kind: "site" }, reason: "a test" }, { kind: "person", id: "999800000901" })
      : start(message.plan);
  void answer?.then((said) => process.send?.(said));
});
