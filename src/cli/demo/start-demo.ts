import type { BrowserCheck } from "./browser-check.js";
import { createLaunchingSystem } from "../../simulator/hosts/launching-system.js";
import { createOpenIdProvider } from "../../simulator/sign-in/openid-provider.js";
import { createDemoHost } from "./demo-host.js";
import { clinicLocationId, demoTokenPlace, edLocationId } from "./demo-config.js";
import { loadDemoPatients } from "./demo-patients.js";
import { demoDoctor, demoUsers } from "./demo-users.js";
import { packageFolder } from "../package-root.js";
import { startSimulatedSite, type SimulatedSite } from "../simulated-site.js";
import { createTokenMint } from "../user-token.js";
import { loadCouncilFiles } from "./council-files.js";
import { createNationalSide } from "./national-side.js";
import { councilTokenPlace, councilUsers } from "./council-site.js";
import { startCouncil } from "./start-council.js";

/** A running demonstration. */
export interface Demo {
  readonly pageUrl: string;
  readonly site: SimulatedSite;
  stop(): Promise<void>;
}

/**
 * Starts the demonstration: the pages of a hospital and of a council, a gateway for each, and the national side between them.
 *
 * The page's server listens first, because the gateway must know its origin. Throws `CPIS_PORT_UNAVAILABLE`.
 */
export async function startDemo(
  port: number,
  now: number,
  takeBrowserCheck: (result: BrowserCheck) => void = () => undefined,
): Promise<Demo> {
  const mint = await createTokenMint(demoTokenPlace);
  const councilMint = await createTokenMint(councilTokenPlace);
  const system = await createLaunchingSystem();
  const provider = await createOpenIdProvider();
  let running: SimulatedSite | undefined;
  const host = createDemoHost({
    pages: packageFolder("examples/ed-epr"),
    scripts: packageFolder("dist/embed"),
    users: demoUsers,
    mint,
    patients: loadDemoPatients(packageFolder("examples/ed-epr/attendances"), now),
    edLocationId,
    clinicLocationId,
    council: { pages: packageFolder("examples/council"), users: councilUsers, mint: councilMint },
    hosts: { pages: packageFolder("examples/hosts"), modules: packageFolder("node_modules"), system },
    browserCheck: {
      pages: packageFolder("examples/browser-check"),
      take: takeBrowserCheck,
      asked: () => running?.simulator.received.length ?? 0,
    },
    councilFiles: loadCouncilFiles(packageFolder("examples/council/files"), now),
  });
  const pageUrl = await host.start(port);
  const started: (() => Promise<void>)[] = [() => host.stop()];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const { issuer: signIn } = await provider.start();
    started.push(() => provider.stop());
    const site = await startSimulatedSite({ mint, allowedOrigins: [pageUrl], launch: system.plan, signIn });
    running = site;
    started.push(() => site.stop());
    const [caseKeeper = demoDoctor] = councilUsers;
    const { simulator } = site;
    const council = await startCouncil(
      { simulator, mint: councilMint, allowedOrigins: [pageUrl], caseKeeper },
      now,
    );
    started.push(() => council.stop());
    host.useGateways(site.apiUrl, council.apiUrl);
    host.useNationalSide(createNationalSide(simulator, now));
    return { pageUrl, site, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
