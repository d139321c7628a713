import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { ConsoleSessions, type OpenedSession } from "../../../src/gateway/console/console-session.js";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { EmbedFolder } from "../../../src/gateway/hosted/hosted.module.js";
import {
  createLaunchingSystem,
  type LaunchingSystem,
} from "../../../src/simulator/hosts/launching-system.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { consolePlan } from "../../support/console-session.js";
import { createTokenMint, gatewayPlan, type TokenMint } from "../../support/gateway-plan.js";
import type { ApiDocument } from "../council-http/api-document.js";
import { whileRecording, type RegisteredRoute } from "./registered-routes.js";

/** Where the console's pages are, as browsers know it. */
export const consoleOrigin = "https://cpis.northgate.example";

/** A gateway with everything that one can have: hospital, council, hosted pages, launches and console. */
export interface WholeSite {
  readonly apiUrl: string;
  readonly plan: GatewayPlan;
  readonly mint: TokenMint;
  /** A record system whose links open the banner. */
  readonly launching: LaunchingSystem;
  readonly routes: readonly RegisteredRoute[];
  readonly document: ApiDocument;
  /** Somebody who is signed in to the console with exactly these roles. */
  signIn(roles: readonly ConsoleRole[], steppedUp: boolean): OpenedSession;
  endSession(id: string): void;
  stop(): Promise<void>;
}

export async function startWholeSite(overrides: readonly ContainerModule[] = []): Promise<WholeSite> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-whole-"));
  writeFileSync(join(folder, "cpis-hosted.js"), "");
  const simulator = await createSimulator({ council: {} });
  await simulator.start();
  const mint = await createTokenMint();
  const launching = await createLaunchingSystem();
  const plan = wholePlan(folder, simulator, mint, launching);
  let sessions: ConsoleSessions | undefined;
  const reach = new ContainerModule(({ onActivation, rebind }) => {
    rebind(EmbedFolder).toConstantValue(folder);
    onActivation(ConsoleSessions, (_context, activated) => (sessions = activated));
  });
  const { result, routes } = await whileRecording(async () => {
    const gateway = await createGateway(plan, [reach, ...overrides]);
    return { gateway, ...(await gateway.start()) };
  });
  const { gateway, apiUrl, spineListenerUrl } = result;
  simulator.listenerTarget = { url: spineListenerUrl ?? "", serverName: "gateway.simulator" };
  const started = sessions;
  if (started === undefined) throw new Error("This gateway has no console.");
  return {
    apiUrl,
    plan,
    mint,
    launching,
    routes,
    document: (await (await fetch(new URL("/openapi.json", apiUrl))).json()) as ApiDocument,
    signIn: (roles, steppedUp) =>
      started.begin(
        { userId: "999900000901", name: "Ruth Abara", roles, actor: { kind: "person", id: "999900000901" } },
        { steppedUp },
      ),
    endSession: (id) => {
      started.end(id);
    },
    async stop() {
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Simulator = Awaited<ReturnType<typeof createSimulator>>;

function wholePlan(
  folder: string,
  simulator: Simulator,
  mint: TokenMint,
  { plan: launch }: LaunchingSystem,
): GatewayPlan {
  return {
    ...gatewayPlan({
      storeFile: join(folder, "store.sqlite"),
      spine: simulator.spinePlan(),
      trustedKeys: mint.jwks,
      limits: { perUserPerMinute: 10_000, perSitePerMinute: 10_000, requestsPerMinute: 100_000 },
    }),
    council: simulator.councilPlan(),
    hosted: {
      hostOrigins: ["https://epr.northgate.example"],
      desktopShell: true,
      hostSilenceMs: 15_000,
      signIn: true,
      launch,
    },
    console: consolePlan({ origin: consoleOrigin }),
  };
}
