import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { PauseSwitch } from "../../ports/pause-switch.js";
import { Clock, IdSource } from "../../ports/runtime.js";
import { Telemetry } from "../../ports/telemetry.js";
import { ConsoleRoutes } from "../console/console-routes.js";
import { pauseRoutes } from "../console/pauses/pause-routes.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { createPauseSwitch, type WorkingPauseSwitch } from "./sqlite-pause-switch.js";

/** The switch with what reminds of it. */
export const GatewayPauses: ServiceIdentifier<WorkingPauseSwitch> = Symbol("GatewayPauses");

/** Switching checks off and on again; a gateway that starts with a pause on says so at once. */
export const pauseModule = (plan: Pick<GatewayPlan, "locations">): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(GatewayPauses)
      .toResolvedValue(
        (store: StoreContext, clock: Clock, ids: IdSource, telemetry: Telemetry) =>
          createPauseSwitch({ store, clock, ids, telemetry, locations: () => plan.locations }),
        [OpenStore, Clock, IdSource, Telemetry],
      )
      .inSingletonScope();
    bind(PauseSwitch).toService(GatewayPauses);
    // Registered by the console where there is one.
    bind(ConsoleRoutes).toResolvedValue(pauseRoutes, [PauseSwitch]);
  });
