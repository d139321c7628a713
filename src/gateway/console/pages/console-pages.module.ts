import { ContainerModule } from "inversify";
import type { Environment } from "../../../domain/environment.js";
import { builtEmbedFolder, loadEmbedScripts } from "../../hosted/embed-scripts.js";
import { EmbedFolder } from "../../hosted/hosted.module.js";
import { ApiRoutes } from "../../http/api-server.js";
import { consolePages } from "./console-pages.js";

/** The console's page; the scripts are in the folder of the hosted pages, where there are such. */
export const consolePagesModule = (environment: Environment): ContainerModule =>
  new ContainerModule(({ bind, isBound }) => {
    if (!isBound(EmbedFolder)) bind(EmbedFolder).toConstantValue(builtEmbedFolder);
    bind(ApiRoutes).toResolvedValue(
      (folder: string) => consolePages(() => loadEmbedScripts(folder), environment),
      [EmbedFolder],
    );
  });
