import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import type { Page } from "playwright-core";
import { letTakeEffect } from "../../../src/cli/config/let-take-effect.js";
import { loadConfigFile } from "../../../src/config/load-config.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { EmbedFolder } from "../../../src/gateway/hosted/hosted.module.js";
import {
  createOpenIdProvider,
  simulatorClientSecret,
} from "../../../src/simulator/sign-in/openid-provider.js";
import { simulatorJobRoleCodes } from "../../../src/simulator/sign-in/sign-in-people.js";
import type { SyntheticStory } from "../../../src/testing/synthetic-people.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { bundle } from "../../support/bundle.js";
import { locationPapers } from "../../support/config.js";
import { consolePlan, testSessions, type TestSessions } from "../../support/console-session.js";
import { createTokenMint, type TokenMint } from "../../support/gateway-plan.js";
import { embedFolder, syntheticPatient } from "../../support/hosted-site.js";
import { html, script, startPageServer, type PageServer } from "../../support/page-server.js";

/** A whole site: national side, sign-in, a gateway run from a file, and a host whose page shows the banner. */
export interface ConsoleSite {
  readonly url: string;
  readonly host: PageServer;
  readonly mint: TokenMint;
  readonly configFile: string;
  /** Sessions of any role without the way through the provider. */
  readonly people: TestSessions;
  /** What the file says now. */
  source(): string;
  stop(): Promise<void>;
}

export interface ConsoleSiteOptions {
  readonly sessions?: Readonly<Record<string, number>>;
}

/** Starts it; the console's script is the one that the build left, as it ships. */
export async function startConsoleSite({ sessions = {} }: ConsoleSiteOptions = {}): Promise<ConsoleSite> {
  if (!existsSync(join(embedFolder, "cpis-console.js")))
    throw new Error("dist/embed/cpis-console.js is missing: run node scripts/build.mjs first");
  const folder = mkdtempSync(join(tmpdir(), "cpis-console-"));
  const simulator = await createSimulator();
  await simulator.start();
  const [port, listenerPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${String(port)}`;
  const provider = await createOpenIdProvider({ redirectUris: [`${url}/console/callback`] });
  const { issuer } = await provider.start();
  const mint = await createTokenMint();
  const host = await startPageServer();
  const spine = simulator.spinePlan();
  const variables = {
    SPINE_KEY: spine.tls.key,
    SEALING_KEY: randomBytes(32).toString("base64"),
    CLIENT_SECRET: simulatorClientSecret,
  };
  const configFile = join(folder, "cpis.json");
  const settings = siteSettings({
    spine,
    listenerPort,
    port,
    url,
    issuer,
    mint,
    hostUrl: host.url,
    folder,
    sessions,
  });
  writeFileSync(configFile, `${JSON.stringify(settings, null, 2)}\n`);
  const loaded = loadConfigFile(configFile, variables, Date.now());
  const scripts = new ContainerModule(({ rebind }) => {
    rebind(EmbedFolder).toConstantValue(embedFolder);
  });
  const people = testSessions(consolePlan({ origin: url }));
  await letTakeEffect(configFile, loaded, Date.now());
  const gateway: Gateway = await createGateway(loaded.plan, [scripts, people.module], {
    file: configFile,
    variables,
    loaded,
  });
  const { spineListenerUrl } = await gateway.start();
  if (spineListenerUrl !== undefined)
    simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
  await serveChart(host, url, mint);
  return {
    url,
    host,
    mint,
    configFile,
    people,
    source: () => readFileSync(configFile, "utf8"),
    async stop() {
      await gateway.stop();
      await provider.stop();
      await simulator.stop();
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Spine = ReturnType<Awaited<ReturnType<typeof createSimulator>>["spinePlan"]>;

interface SiteFacts {
  readonly spine: Spine;
  readonly listenerPort: number;
  readonly port: number;
  readonly url: string;
  readonly issuer: string;
  readonly mint: TokenMint;
  readonly hostUrl: string;
  readonly folder: string;
  readonly sessions: Readonly<Record<string, number>>;
}

function siteSettings(facts: SiteFacts): Record<string, unknown> {
  const { spine, mint, url, issuer, sessions } = facts;
  const { endpoint, serverName, ownPartyKey, spinePartyKey, ownAsid, spineAsid, contract, tls } = spine;
  return {
    environment: "simulator",
    locations: [
      { id: "ngh-ed", name: "Emergency department", accessMode: "unscheduled", ...locationPapers },
      { id: "ngh-shc", name: "Sexual health clinic", accessMode: "unscheduled", ...locationPapers },
      { id: "ngh-cpd", name: "Community paediatrics", accessMode: "scheduled", ...locationPapers },
      { id: "ngh-miu", name: "Minor injuries, Larkmoor", accessMode: "unscheduled", enabled: false },
    ],
    identity: {
      audience: "cpis-gateway",
      issuer: "https://epr.northgate.example",
      trustedKeys: mint.jwks,
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
      nominatedPerson: {
        given: "Ines",
        family: "Vale",
        jobRoleCode: "R0260",
        jobRoleName: "Named Nurse for Safeguarding",
      },
    },
    lookups: { dwellMs: 250 },
    spine: {
      ...{ endpoint, serverName, ownPartyKey, spinePartyKey, ownAsid, spineAsid },
      contract: { pattern: contract.pattern, cpaId: contract.cpaId },
      tls: { key: { env: "SPINE_KEY" }, certificate: tls.certificate, authorities: tls.authorities },
      listener: { host: "127.0.0.1", port: facts.listenerPort, allowedSubjects: ["spine.simulator"] },
    },
    http: { port: facts.port, allowedOrigins: [facts.hostUrl] },
    store: { file: join(facts.folder, "store.sqlite"), sealingKey: { env: "SEALING_KEY" } },
    contacts: { safeguardingTelephone: "01632960155" },
    console: {
      origin: url,
      sessions,
      signIn: { issuer, clientId: "cpis-gateway", clientSecret: { env: "CLIENT_SECRET" } },
      roles: (["safeguarding-lead", "administrator", "auditor", "clinician"] as const).map((role) => ({
        role,
        jobRoleCodes: [simulatorJobRoleCodes[role]],
      })),
    },
    logLevel: "silent",
  };
}

/** A host's chart with the banner from our sources; opening a patient asks this gateway. */
async function serveChart(host: PageServer, gatewayUrl: string, mint: TokenMint): Promise<void> {
  const options = JSON.stringify({ gatewayUrl, locationId: "ngh-ed", dwellMs: 250 });
  host.files.set("/cpis.js", script(await bundle("test/browser/plugin-page.ts", "cpis")));
  host.answer = async (path) =>
    path === "/token" ? { type: "text/plain", body: await mint.token() } : undefined;
  host.files.set(
    "/chart",
    html(`<!doctype html><html lang="en"><title>Chart</title><cpis-alert-banner></cpis-alert-banner>
      <script src="/cpis.js"></script><script>
      const element = document.querySelector("cpis-alert-banner");
      cpis.createCpisPlugin({ ...${options}, element, adapter: cpis.createElementAdapter(element),
        getToken: async () => (await fetch("/token", { cache: "no-store" })).text() }).start();
      </script></html>`),
  );
}

// The console's origin stands in the configuration, so the port must be known before.
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

declare const document: {
  querySelector(selector: string): { patient: unknown } | null;
};

/** Opens a made-up patient in the host's chart; the banner there asks this gateway. */
export async function openPatient(page: Page, { host }: ConsoleSite, story: SyntheticStory): Promise<void> {
  await page.goto(`${host.url}/chart`);
  const patient = { ...syntheticPatient(story), encounterId: `ENC-${story}` };
  await page.evaluate((patient) => {
    const banner = document.querySelector("cpis-alert-banner");
    if (banner) banner.patient = patient;
  }, patient);
}
