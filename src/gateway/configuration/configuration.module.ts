import { ContainerModule } from "inversify";
import { Clock, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import { createRunningConfiguration } from "./create-running-configuration.js";
import { PlanInForce } from "./plan-in-force.js";
import { RunningConfiguration } from "./running-configuration.js";
import type { StartedFrom } from "./started-from.js";
import { ConfigurationWatch, createConfigurationWatch } from "./watch-file.js";

/** The configuration of a gateway that was started from a file: changed on disk, or in the console. */
export const configurationModule = (startedFrom: StartedFrom): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(RunningConfiguration)
      .toResolvedValue(
        (store: StoreContext, inForce: PlanInForce, clock: Clock, logger: Logger, telemetry: Telemetry) =>
          createRunningConfiguration({
            startedFrom,
            store,
            inForce,
            state: { current: startedFrom.loaded },
            clock,
            logger,
            alarm: createStandingAlarm({ name: "configuration-refused", telemetry, clock }),
          }),
        [OpenStore, PlanInForce, Clock, Logger, Telemetry],
      )
      .inSingletonScope();
    bind(ConfigurationWatch)
      .toResolvedValue(
        (configuration: RunningConfiguration, timers: Timers, logger: Logger) =>
          createConfigurationWatch({ configuration, timers, logger }),
        [RunningConfiguration, Timers, Logger],
      )
      .inSingletonScope();
  });
