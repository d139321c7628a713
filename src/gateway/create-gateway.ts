import { Container, type ContainerModule } from "inversify";
import { servesHospital, type GatewayPlan, type HospitalPlan } from "../config/plan.js";
import { CpisError } from "../errors/cpis-error.js";
import { LookupStore } from "../ports/lookup-store.js";
import { Logger } from "../ports/runtime.js";
import { auditModule } from "./audit/audit.module.js";
import { CheckpointWorker } from "./audit/checkpoint-worker.js";
import { configurationModule } from "./configuration/configuration.module.js";
import { RunningConfiguration } from "./configuration/running-configuration.js";
import type { StartedFrom } from "./configuration/started-from.js";
import { ConfigurationWatch } from "./configuration/watch-file.js";
import { createPlanInForce, PlanInForce } from "./configuration/plan-in-force.js";
import { consoleDataModule } from "./console/console-data.module.js";
import { consoleConfigurationModule } from "./console/configuration/console-configuration.module.js";
import { consoleModule } from "./console/console.module.js";
import { consolePagesModule } from "./console/pages/console-pages.module.js";
import { ChainWatch } from "./console/overview/chain-watch.js";
import { checkLedgerModule } from "./console/work-lists/check-ledger.module.js";
import { RecordsWatch } from "./console/work-lists/records-watch.js";
import { signInModule } from "./console/sign-in/sign-in.module.js";
import { CouncilWorker } from "./council/council-worker.js";
import { councilModule } from "./council/council.module.js";
import { productVersion } from "./council/product-version.js";
import {
  hostedModule,
  hostedSignInModule,
  launchModule,
  sessionTokensModule,
} from "./hosted/hosted.module.js";
import { ApiServer } from "./http/api-server.js";
import { hospitalRoutesModule, httpModule } from "./http/http.module.js";
import { identityModule } from "./identity/identity.module.js";
import { Housekeeping } from "./lookup/housekeeping.js";
import { GatewayInbox, lookupModule, Recovery } from "./lookup/lookup.module.js";
import { QueryRunner } from "./lookup/query-runner.js";
import { recover } from "./lookup/recover.js";
import { meshModule } from "./mesh/mesh.module.js";
import { pauseModule } from "./pause/pause.module.js";
import { SpineListener } from "./spine/spine-listener.js";
import { spineModule } from "./spine/spine.module.js";
import { storeModule } from "./store/store.module.js";
import { telemetryModule } from "./telemetry/telemetry.module.js";
import { AlarmWatch } from "./watch/alarm-watch.js";
import { watchModule } from "./watch/watch.module.js";

/** Where a started gateway can be reached. */
export interface GatewayAddresses {
  readonly apiUrl: string;
  /** Absent where the gateway serves no hospital. */
  readonly spineListenerUrl?: string;
}

/** Where a started gateway of a hospital can be reached. */
export interface HospitalAddresses extends GatewayAddresses {
  readonly spineListenerUrl: string;
}

/** One gateway process. */
export interface Gateway<A extends GatewayAddresses = GatewayAddresses> {
  /** Takes up what an earlier process left unfinished, then listens. Throws a `CpisError` that says what to change. */
  start(): Promise<A>;
  /** Reads the configuration file again and takes it up, whole or not at all; nothing where there is none. */
  reload(): Promise<void>;
  /** Drains: takes nothing new, finishes what is in progress, closes the store. */
  stop(): Promise<void>;
}

/**
 * Composes a gateway from its plan: of a hospital, of a council, or of both. Nothing runs before `start`.
 *
 * Without a hospital nothing listens for Spine and there are no lookup routes. `overrides` are loaded after the defaults and
 * may rebind any of them; tests use that same door. With the file it was `startedFrom`, its configuration can change while it
 * runs. Throws `CPIS_CONFIG_INVALID` for a plan that serves nobody.
 */
export async function createGateway(
  plan: HospitalPlan,
  overrides?: readonly ContainerModule[],
  startedFrom?: StartedFrom,
): Promise<Gateway<HospitalAddresses>>;
export async function createGateway(
  plan: GatewayPlan,
  overrides?: readonly ContainerModule[],
  startedFrom?: StartedFrom,
): Promise<Gateway>;
export async function createGateway(
  started: GatewayPlan,
  overrides: readonly ContainerModule[] = [],
  startedFrom?: StartedFrom,
): Promise<Gateway> {
  refuseNobody(started);
  const container = new Container();
  const inForce = createPlanInForce(started);
  const plan = inForce.view;
  container.bind(PlanInForce).toConstantValue(inForce);
  await container.loadAsync(
    telemetryModule(plan),
    storeModule(started.store, started.hash),
    auditModule(),
    checkLedgerModule(),
    pauseModule(plan),
    watchModule(plan),
    identityModule(plan.identity),
    httpModule(plan),
    ...hospitalModules(plan),
    ...councilModules(plan),
    ...consoleModules(plan),
    ...(startedFrom === undefined ? [] : [configurationModule(startedFrom)]),
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
    async reload() {
      if (running && startedFrom !== undefined) await container.get(RunningConfiguration).reload();
    },
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

// A process that listens and does nothing would look like one that works.
function refuseNobody(plan: GatewayPlan): void {
  if (plan.spine !== undefined && !servesHospital(plan)) {
    const message = "is missing: somebody must answer to councils for checks that no person started (H-33)";
    throw new CpisError("CPIS_CONFIG_INVALID", { issues: [{ path: "identity.nominatedPerson", message }] });
  }
  if (plan.spine !== undefined || plan.council !== undefined) return;
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: "This gateway would serve nobody: add spine and locations for a hospital, or council, or both.",
  });
}

function hospitalModules(plan: GatewayPlan): readonly ContainerModule[] {
  if (!servesHospital(plan)) return [];
  return [spineModule(plan.spine), lookupModule(plan), hospitalRoutesModule(plan), ...hostedModules(plan)];
}

function councilModules({ council, environment }: GatewayPlan): readonly ContainerModule[] {
  if (council === undefined) return [];
  return [meshModule(council.mesh, productVersion), councilModule(council, environment)];
}

function hostedModules(plan: GatewayPlan): readonly ContainerModule[] {
  const { hosted } = plan;
  if (hosted === undefined) return [];
  const pages = hostedModule(plan, hosted);
  const signIn =
    hosted.signIn === true && plan.console !== undefined ? [hostedSignInModule(plan, plan.console)] : [];
  const launch = hosted.launch === undefined ? [] : [launchModule(plan, hosted, hosted.launch)];
  const ways = [...signIn, ...launch];
  return ways.length === 0 ? [pages] : [pages, sessionTokensModule(), ...ways];
}

function consoleModules(plan: GatewayPlan): readonly ContainerModule[] {
  return plan.console === undefined
    ? []
    : [
        consoleModule(plan, plan.console),
        signInModule(plan.console, plan.identity.organisation.odsCode, plan.environment),
        consoleDataModule(plan),
        consoleConfigurationModule(),
        consolePagesModule(plan.environment),
      ];
}

async function startParts(container: Container, plan: GatewayPlan): Promise<GatewayAddresses> {
  const spineListenerUrl = servesHospital(plan) ? await startLookups(container, plan) : undefined;
  const { url: apiUrl } = await container.get(ApiServer).start();
  if (plan.council !== undefined) container.get(CouncilWorker).start();
  container.get(CheckpointWorker).start();
  container.get(AlarmWatch).start();
  if (container.isBound(ConfigurationWatch)) container.get(ConfigurationWatch).start();
  if (servesHospital(plan)) container.get(RecordsWatch).start();
  if (plan.console !== undefined) container.get(ChainWatch).start();
  const { environment, hash: planHash } = plan;
  container.get(Logger).info("gateway-started", { environment, planHash, address: apiUrl });
  return spineListenerUrl === undefined ? { apiUrl } : { apiUrl, spineListenerUrl };
}

async function startLookups(container: Container, { spine }: HospitalPlan): Promise<string> {
  // Stored replies before deadlines: a query that was answered must not be closed as interrupted.
  await container.get(GatewayInbox).catchUp();
  // A resumed query's reply may come at once, so the listener is there before anything is sent.
  const { port } = await container.get(SpineListener).start();
  await recover(container.get(Recovery));
  container.get(Housekeeping).start();
  const { host, tlsTerminator } = spine.listener;
  const scheme = tlsTerminator === undefined ? "https" : "http";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function stopParts(container: Container): Promise<void> {
  if (container.isBound(ConfigurationWatch)) await container.get(ConfigurationWatch).stop();
  await container.get(ApiServer).stop();
  if (container.isBound(CouncilWorker)) await container.get(CouncilWorker).stop();
  container.get(RecordsWatch).stop();
  if (container.isBound(ChainWatch)) container.get(ChainWatch).stop();
  if (container.isBound(SpineListener)) await stopLookups(container);
  container.get(AlarmWatch).stop();
  await container.get(CheckpointWorker).stop();
  await container.get(LookupStore).close();
  await container.unbindAllAsync();
}

async function stopLookups(container: Container): Promise<void> {
  container.get(Housekeeping).stop();
  await container.get(QueryRunner).drain();
  await container.get(SpineListener).stop();
  await container.get(GatewayInbox).drain();
}
