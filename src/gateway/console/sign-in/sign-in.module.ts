import { ContainerModule } from "inversify";
import type { ConsolePlan } from "../../../config/console-plan.js";
import type { Environment } from "../../../domain/environment.js";
import { AuditTrail } from "../../../ports/audit.js";
import { Clock, Logger } from "../../../ports/runtime.js";
import { ApiRoutes } from "../../http/api-server.js";
import { ConsoleRoutes } from "../console-routes.js";
import { ConsoleSessions } from "../console-session.js";
import { signOutRoutes } from "../sign-out-routes.js";
import { createHandOvers, HandOvers } from "./hand-overs.js";
import { createIdentityProvider } from "./identity-provider.js";
import { redirectUriOf, signInRoutes } from "./sign-in-routes.js";
import { createSignIns, SignIns } from "./sign-ins.js";

/** Signing in at the OpenID provider, and signing out. Nothing is asked of the provider before somebody signs in. */
export const signInModule = (
  plan: ConsolePlan,
  organisation: string,
  environment: Environment,
): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(HandOvers)
      .toResolvedValue((clock: Clock) => createHandOvers(clock), [Clock])
      .inSingletonScope();
    bind(SignIns)
      .toResolvedValue(
        (
          sessions: ConsoleSessions,
          handOvers: HandOvers,
          audit: AuditTrail,
          clock: Clock,
          logger: Logger,
        ) => {
          const provider = createIdentityProvider(plan.signIn, redirectUriOf(plan), clock);
          const told = { audit, clock, logger };
          return createSignIns({ plan, organisation, provider, sessions, handOvers, ...told });
        },
        [ConsoleSessions, HandOvers, AuditTrail, Clock, Logger],
      )
      .inSingletonScope();
    bind(ApiRoutes).toResolvedValue(
      (signIns: SignIns, sessions: ConsoleSessions, logger: Logger) =>
        signInRoutes({ plan, environment, signIns, sessions, logger }),
      [SignIns, ConsoleSessions, Logger],
    );
    bind(ConsoleRoutes).toResolvedValue(
      (sessions: ConsoleSessions, audit: AuditTrail, clock: Clock) =>
        signOutRoutes({ plan, sessions, audit, clock }),
      [ConsoleSessions, AuditTrail, Clock],
    );
  });
