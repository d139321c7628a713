import { ContainerModule } from "inversify";
import type { ConsolePlan } from "../../config/console-plan.js";
import type { GatewayPlan } from "../../config/plan.js";
import { Clock } from "../../ports/runtime.js";
import { ApiRoutes } from "../http/api-server.js";
import { ConsoleRoutes, consoleRoutes } from "./console-routes.js";
import { ConsoleSessions, createConsoleSessions } from "./console-session.js";
import { meRoutes } from "./me-routes.js";

/** The administrators' console: who is signed in, and the guard before every route of it. */
export const consoleModule = (plan: GatewayPlan, console: ConsolePlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ConsoleSessions)
      .toResolvedValue((clock: Clock) => createConsoleSessions(console.sessions, clock), [Clock])
      .inSingletonScope();
    bind(ConsoleRoutes).toResolvedValue((clock: Clock) => meRoutes(plan, clock), [Clock]);
    bind(ApiRoutes).toResolvedValue(
      (groups: ConsoleRoutes[], sessions: ConsoleSessions, clock: Clock) =>
        consoleRoutes({ plan: console, sessions, groups, clock }),
      [{ serviceIdentifier: ConsoleRoutes, isMultiple: true }, ConsoleSessions, Clock],
    );
  });
