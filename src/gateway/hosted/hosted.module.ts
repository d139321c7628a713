import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { HostedPlan } from "../../config/hosted-plan.js";
import type { GatewayPlan } from "../../config/plan.js";
import { ApiRoutes } from "../http/api-server.js";
import { builtEmbedFolder, loadEmbedScripts } from "./embed-scripts.js";
import { hostedRoutes } from "./hosted-routes.js";

/** The folder of the browser scripts. */
export const EmbedFolder: ServiceIdentifier<string> = Symbol("EmbedFolder");

/** The pages that the gateway itself serves. */
export const hostedModule = (plan: GatewayPlan, hosted: HostedPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(EmbedFolder).toConstantValue(builtEmbedFolder);
    bind(ApiRoutes).toResolvedValue(
      (folder: string) =>
        hostedRoutes({ plan: hosted, locations: plan.locations, scripts: () => loadEmbedScripts(folder) }),
      [EmbedFolder],
    );
  });
