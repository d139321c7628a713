import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ContainerModule } from "inversify";
import type { HostedPlan } from "../../src/config/hosted-plan.js";
import type { GatewayPlan } from "../../src/config/plan.js";
import type { PatientRef } from "../../src/domain/patient-context.js";
import { createGateway, type Gateway, type HospitalAddresses } from "../../src/gateway/create-gateway.js";
import { EmbedFolder } from "../../src/gateway/hosted/hosted.module.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { syntheticPerson, type SyntheticStory } from "../../src/testing/synthetic-people.js";
import { createTokenMint, gatewayPlan, type TokenMint } from "./gateway-plan.js";
import { startPageServer, type PageServer } from "./page-server.js";

/** The browser scripts that the build left; browser tests of hosted pages run what is shipped. */
export const embedFolder = resolve(import.meta.dirname, "../../dist/embed");

/** A gateway that serves the banner page, the national side behind it, and a host's web server before it. */
export interface HostedSite {
  readonly gatewayUrl: string;
  readonly host: PageServer;
  readonly simulator: Simulator;
  readonly mint: TokenMint;
  readonly storeFile: string;
  stopGateway(): Promise<void>;
  /** Starts the gateway again, on another port, with what its store holds. */
  restartGateway(): Promise<string>;
  stop(): Promise<void>;
}

export interface HostedSiteOptions {
  readonly hosted?: (hostOrigin: string) => Partial<HostedPlan>;
  /** What else of the gateway's plan a test needs. */
  readonly plan?: Partial<Pick<GatewayPlan, "console">> & { readonly port?: number };
  readonly overrides?: readonly ContainerModule[];
}

export async function startHostedSite({
  hosted,
  plan: { port = 0, ...more } = {},
  overrides = [],
}: HostedSiteOptions = {}): Promise<HostedSite> {
  if (!existsSync(embedFolder)) throw new Error("dist/embed is missing: run node scripts/build.mjs first");
  const folder = mkdtempSync(join(tmpdir(), "cpis-hosted-"));
  const simulator = await createSimulator();
  await simulator.start();
  const mint = await createTokenMint();
  const host = await startPageServer();
  const plan = {
    ...gatewayPlan({
      storeFile: join(folder, "store.sqlite"),
      trustedKeys: mint.jwks,
      spine: simulator.spinePlan(),
      lookups: { dwellMs: 0 },
      // For the hosts of the same site that run the banner themselves.
      http: { allowedOrigins: [host.url], port },
    }),
    ...more,
    hosted: {
      hostOrigins: [host.url],
      desktopShell: true,
      hostSilenceMs: 15_000,
      ...hosted?.(host.url),
    },
  };
  const scripts = new ContainerModule(({ rebind }) => {
    rebind(EmbedFolder).toConstantValue(embedFolder);
  });
  let gateway: Gateway<HospitalAddresses>;
  const start = async (): Promise<string> => {
    gateway = await createGateway(plan, [scripts, ...overrides]);
    const { apiUrl, spineListenerUrl } = await gateway.start();
    simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
    return apiUrl;
  };
  const gatewayUrl = await start();
  return {
    gatewayUrl,
    host,
    simulator,
    mint,
    storeFile: plan.store.file,
    stopGateway: () => gateway.stop(),
    restartGateway: start,
    async stop() {
      await gateway.stop();
      await simulator.stop();
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A synthetic person as a host says them. */
export function syntheticPatient(story: SyntheticStory): PatientRef {
  const { nhsNumber, nhsNumberStatus, birthDate, familyName, givenName } = syntheticPerson(story, Date.now());
  return {
    nhsNumberStatus,
    birthDate,
    familyName,
    givenName,
    localIds: [],
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
  };
}

/** The same as a host's page gives it to the bridge. */
export function bridgedPatient(story: SyntheticStory): Record<string, unknown> {
  return { ...syntheticPatient(story), encounterId: `ENC-${story}` };
}
