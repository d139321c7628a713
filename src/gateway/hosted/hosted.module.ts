import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { ConsolePlan } from "../../config/console-plan.js";
import type { HostedPlan, LaunchPlan } from "../../config/hosted-plan.js";
import type { GatewayPlan } from "../../config/plan.js";
import { AuditTrail } from "../../ports/audit.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { HandOvers } from "../console/sign-in/hand-overs.js";
import { SignIns } from "../console/sign-in/sign-ins.js";
import { ApiRoutes } from "../http/api-server.js";
import { TokenVerifier } from "../identity/caller.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { builtEmbedFolder, loadEmbedScripts } from "./embed-scripts.js";
import { hostedRoutes } from "./hosted-routes.js";
import { launchRoutes } from "./launch/launch-routes.js";
import { createLaunchStore } from "./launch/launch-store.js";
import { createLaunches } from "./launch/launches.js";
import { hostedSignInRoutes } from "./sign-in/hosted-sign-in-routes.js";
import { createSessionTokens, type SessionTokens } from "./launch/session-tokens.js";

/** The folder of the browser scripts. */
export const EmbedFolder: ServiceIdentifier<string> = Symbol("EmbedFolder");

/** The pages that the gateway itself serves. */
export const hostedModule = (plan: GatewayPlan, hosted: HostedPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(EmbedFolder).toConstantValue(builtEmbedFolder);
    bind(ApiRoutes).toResolvedValue(
      (folder: string) =>
        hostedRoutes({
          plan: hosted,
          places: plan,
          scripts: () => loadEmbedScripts(folder),
          ...(hosted.signIn === true && plan.console !== undefined ? { signInAt: plan.console.origin } : {}),
        }),
      [EmbedFolder],
    );
  });

const Sessions: ServiceIdentifier<SessionTokens> = Symbol("Sessions");

/** Tokens of the gateway's own, for pages whose host has none: opened by a link, or signed in on the page. */
export const sessionTokensModule = (): ContainerModule =>
  new ContainerModule(({ bind, onActivation }) => {
    bind(Sessions)
      .toResolvedValue((clock: Clock) => createSessionTokens(clock), [Clock])
      .inSingletonScope();
    onActivation(TokenVerifier, (context, verifier) =>
      context.get<SessionTokens>(Sessions).verifier(verifier),
    );
  });

/** Signing in on those pages. */
export const hostedSignInModule = (plan: GatewayPlan, console: ConsolePlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ApiRoutes).toResolvedValue(
      (signIns: SignIns, handOvers: HandOvers, tokens: SessionTokens, logger: Logger) =>
        hostedSignInRoutes({ plan: console, places: plan, signIns, handOvers, tokens, logger }),
      [SignIns, HandOvers, Sessions, Logger],
    );
  });

/** Opening those pages by a signed link. */
export const launchModule = (plan: GatewayPlan, hosted: HostedPlan, launch: LaunchPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
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
