import { ContainerModule } from "inversify";
import { PlanInForce } from "../../configuration/plan-in-force.js";
import { RunningConfiguration } from "../../configuration/running-configuration.js";
import { ConsoleRoutes } from "../console-routes.js";
import { configurationRoutes } from "./configuration-routes.js";

/** The configuration in the console: to be read always, to be changed where the gateway was started from a file. */
export const consoleConfigurationModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ConsoleRoutes).toResolvedValue(
      (running: RunningConfiguration | undefined, inForce: PlanInForce) =>
        configurationRoutes(running, inForce),
      [{ serviceIdentifier: RunningConfiguration, optional: true }, PlanInForce],
    );
  });
