import { Container, type ContainerModule } from "inversify";
import type { GatewayPlan } from "../config/plan.js";
import { LookupStore } from "../ports/lookup-store.js";
import { Logger } from "../ports/runtime.js";
import { auditModule } from "./audit/audit.module.js";
import { CouncilWorker } from "./council/council-worker.js";
import { councilModule } from "./council/council.module.js";
import { productVersion } from "./council/product-version.js";
import { hostedModule, launchModule } from "./hosted/hosted.module.js";
import { ApiServer } from "./http/api-server.js";
import { httpModule } from "./http/http.module.js";
import { identityModule } from "./identity/identity.module.js";
import { Housekeeping } from "./lookup/housekeeping.js";
import { GatewayInbox, lookupModule, Recovery } from "./lookup/lookup.module.js";
import { QueryRunner } from "./lookup/query-runner.js";
import { recover } from "./lookup/recover.js";
import { meshModule } from "./mesh/mesh.module.js";
import { SpineListener } from "./spine/spine-listener.js";
import { spineModule } from "./spine/spine.module.js";
import { storeModule } from "./store/store.module.js";
import { telemetryModule } from "./telemetry/telemetry.module.js";

/** Where a started gateway can be reached. */
export interface GatewayAddresses {
  readonly apiUrl: string;
  readonly spineListenerUrl: string;
}

/** One gateway process. */
export interface Gateway {
  /** Takes up what an earlier process left unfinished, then listens. Throws a `CpisError` that says what to change. */
  start(): Promise<GatewayAddresses>;
  /** Drains: takes nothing new, finishes what is in progress, closes the store. */
  stop(): Promise<void>;
}

/**
 * Composes a gateway from its plan. Nothing runs before `start`.
 *
 * `overrides` are loaded after the defaults and may rebind any of them; tests use that same door.
 */
export async function createGateway(
  plan: GatewayPlan,
  overrides: readonly ContainerModule[] = [],
): Promise<Gateway> {
  const container = new Container();
  await container.loadAsync(
    telemetryModule(plan.logLevel),
    storeModule(plan.store),
    auditModule(),
    identityModule(plan.identity),
    spineModule(plan.spine),
    lookupModule(plan),
    httpModule(plan),
    ...councilModules(plan),
    ...hostedModules(plan),
    ...overrides,
  );
  let running = false;
  const stop = async (): Promise<void> => {
    if (!running) return;
    running = false;
    await stopParts(container);
  };
  return {
    stop,
    async start() {
      // Without its store nothing may be received or sent, so a store that cannot be used ends the start here.
      await container.getAsync(LookupStore);
      running = true;
      try {
        return await startParts(container, plan);
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

async function startParts(container: Container, plan: GatewayPlan): Promise<GatewayAddresses> {
  // Stored replies before deadlines: a query that was answered must not be closed as interrupted.
  await container.get(GatewayInbox).catchUp();
  // A resumed query's reply may come at once, so the listener is there before anything is sent.
  const { port } = await container.get(SpineListener).start();
  await recover(container.get(Recovery));
  container.get(Housekeeping).start();
  const { url: apiUrl } = await container.get(ApiServer).start();
  if (plan.council !== undefined) container.get(CouncilWorker).start();
  const { host, tlsTerminator } = plan.spine.listener;
  const scheme = tlsTerminator === undefined ? "https" : "http";
  const spineListenerUrl = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  container.get(Logger).info("gateway-started", { environment: plan.environment, address: apiUrl });
  return { apiUrl, spineListenerUrl };
}

function councilModules({ council, environment }: GatewayPlan): readonly ContainerModule[] {
  if (council === undefined) return [];
  return [meshModule(council.mesh, productVersion), councilModule(council, environment)];
}

function hostedModules(plan: GatewayPlan): readonly ContainerModule[] {
  const { hosted } = plan;
  if (hosted === undefined) return [];
  const pages = hostedModule(plan, hosted);
  return hosted.launch === undefined ? [pages] : [pages, launchModule(plan, hosted, hosted.launch)];
}

async function stopParts(container: Container): Promise<void> {
  await container.get(ApiServer).stop();
  if (container.isBound(CouncilWorker)) await container.get(CouncilWorker).stop();
  container.get(Housekeeping).stop();
  await container.get(QueryRunner).drain();
  await container.get(SpineListener).stop();
  await container.get(GatewayInbox).drain();
  await container.get(LookupStore).close();
  await container.unbindAllAsync();
}
