import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGateway, type Gateway, type HospitalAddresses } from "../gateway/create-gateway.js";
import { createSimulator, type Simulator } from "../simulator/simulator.js";
import { freePort } from "./free-port.js";
import type { LaunchPlan } from "../config/hosted-plan.js";
import { demoTokenPlace } from "./demo/demo-config.js";
import { writeDemoFile } from "./demo/demo-file.js";
import { createTokenMint, type TokenMint } from "./user-token.js";

/** A hospital's gateway and the national side, in this process, on real sockets on loopback. */
export interface SimulatedSite {
  readonly apiUrl: string;
  readonly simulator: Simulator;
  readonly mint: TokenMint;
  stop(): Promise<void>;
}

/** What may differ from one simulated site to another. */
export interface SimulatedSiteOptions {
  /** Register as JSON; the demo's people by default. */
  readonly seed?: unknown;
  readonly mint?: TokenMint;
  readonly allowedOrigins?: readonly string[];
  /** The record system whose links open the banner; the same origins may then show it in a frame. */
  readonly launch?: LaunchPlan;
  /** The address of the provider that signs people in to the console; without it there is none. */
  readonly signIn?: string;
}

/**
 * Starts both sides; what has started is stopped again when the rest fails.
 *
 * Its configuration and its store are files like any site's, in a folder that goes when the site stops.
 */
export async function startSimulatedSite(options: SimulatedSiteOptions = {}): Promise<SimulatedSite> {
  const mint = options.mint ?? (await createTokenMint(demoTokenPlace));
  const simulator = await createSimulator(options.seed === undefined ? {} : { seed: options.seed });
  const folder = await mkdtemp(join(tmpdir(), "cpis-"));
  let gateway: Gateway<HospitalAddresses> | undefined;
  const stop = async (): Promise<void> => {
    await gateway?.stop();
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await simulator.start();
    const surroundings = {
      spine: simulator.spinePlan(),
      trustedKeys: mint.trustedKeys,
      allowedOrigins: options.allowedOrigins ?? [],
      storeFile: "gateway.sqlite",
      ...(options.launch === undefined ? {} : { launch: options.launch }),
      // The provider leads browsers back to the console, so its address must be known before it starts.
      ...(options.signIn === undefined
        ? {}
        : { console: { port: await freePort(), issuer: options.signIn } }),
    };
    const { plan, startedFrom } = await writeDemoFile(folder, surroundings, Date.now());
    gateway = await createGateway(plan, [], startedFrom);
    const { apiUrl, spineListenerUrl } = await gateway.start();
    simulator.listenerTarget = { url: spineListenerUrl };
    return { apiUrl, simulator, mint, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
