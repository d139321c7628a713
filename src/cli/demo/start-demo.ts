import { createDemoHost } from "./demo-host.js";
import { clinicLocationId, demoTokenPlace, edLocationId } from "./demo-config.js";
import { loadDemoPatients } from "./demo-patients.js";
import { demoUsers } from "./demo-users.js";
import { packageFolder } from "../package-root.js";
import { startSimulatedSite, type SimulatedSite } from "../simulated-site.js";
import { createTokenMint } from "../user-token.js";

/** A running demonstration. */
export interface Demo {
  readonly pageUrl: string;
  readonly site: SimulatedSite;
  stop(): Promise<void>;
}

/**
 * Starts the demonstration: the hospital's page, its gateway, and the national side.
 *
 * The page's server listens first, because the gateway must know its origin. Throws `CPIS_PORT_UNAVAILABLE`.
 */
export async function startDemo(port: number, now: number): Promise<Demo> {
  const mint = await createTokenMint(demoTokenPlace);
  const host = createDemoHost({
    pages: packageFolder("examples/ed-epr"),
    scripts: packageFolder("dist/embed"),
    users: demoUsers,
    mint,
    patients: loadDemoPatients(packageFolder("examples/ed-epr/attendances"), now),
    edLocationId,
    clinicLocationId,
  });
  const pageUrl = await host.start(port);
  try {
    const site = await startSimulatedSite({ mint, allowedOrigins: [pageUrl] });
    host.useGateway(site.apiUrl);
    return {
      pageUrl,
      site,
      stop: async () => {
        await host.stop();
        await site.stop();
      },
    };
  } catch (error) {
    await host.stop();
    throw error;
  }
}
