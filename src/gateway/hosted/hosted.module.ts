import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { HostedPlan, LaunchPlan } from "../../config/hosted-plan.js";
import type { GatewayPlan } from "../../config/plan.js";
import { AuditTrail } from "../../ports/audit.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { ApiRoutes } from "../http/api-server.js";
import { TokenVerifier } from "../identity/caller.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { builtEmbedFolder, loadEmbedScripts } from "./embed-scripts.js";
import { hostedRoutes } from "./hosted-routes.js";
import { launchRoutes } from "./launch/launch-routes.js";
import { createLaunchStore } from "./launch/launch-store.js";
import { createLaunches } from "./launch/launches.js";
import { createSessionTokens, type SessionTokens } from "./launch/session-tokens.js";

/** The folder of the browser scripts. */
export const EmbedFolder: ServiceIdentifier<string> = Symbol("EmbedFolder");

/** The pages that the gateway itself serves. */
export const hostedModule = (plan: GatewayPlan, hosted: HostedPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(EmbedFolder).toConstantValue(builtEmbedFolder);
    bind(ApiRoutes).toResolvedValue(
      (folder: string) =>
        hostedRoutes({ plan: hosted, places: plan, scripts: () => loadEmbedScripts(folder) }),
      [EmbedFolder],
    );
  });

const Sessions: ServiceIdentifier<SessionTokens> = Symbol("Sessions");

/** Opening those pages by a signed link. */
export const launchModule = (plan: GatewayPlan, hosted: HostedPlan, launch: LaunchPlan): ContainerModule =>
  new ContainerModule(({ bind, onActivation }) => {
    bind(Sessions)
      .toResolvedValue((clock: Clock) => createSessionTokens(clock), [Clock])
      .inSingletonScope();
    onActivation(TokenVerifier, (context, verifier) =>
      context.get<SessionTokens>(Sessions).verifier(verifier),
    );
    bind(ApiRoutes).toResolvedValue(
      (
        folder: string,
        store: StoreContext,
        sessions: SessionTokens,
        audit: AuditTrail,
        clock: Clock,
        logger: Logger,
      ) =>
        launchRoutes({
          plan: hosted,
          scripts: () => loadEmbedScripts(folder),
          launches: createLaunches({
            plan: launch,
            surroundings: plan,
            store: createLaunchStore(store),
            sessions,
            audit,
            clock,
            logger,
          }),
        }),
      [EmbedFolder, OpenStore, Sessions, AuditTrail, Clock, Logger],
    );
  });
