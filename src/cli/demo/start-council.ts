import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../config/parse-config.js";
import type { GatewayPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { createGateway } from "../../gateway/create-gateway.js";
import type { Simulator } from "../../simulator/simulator.js";
import { northshireCouncil } from "../../testing/synthetic-people.js";
import { councilConfig } from "../council-config.js";
import type { TokenMint, TokenUser } from "../user-token.js";
import { councilCases } from "./council-cases.js";
import { councilTokenPlace } from "./council-site.js";

/** The council's own gateway, beside the hospital's. */
export interface RunningCouncil {
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/** What the demo's council runs on. */
export interface CouncilSurroundings {
  readonly simulator: Simulator;
  readonly mint: TokenMint;
  readonly allowedOrigins: readonly string[];
  /** Who saves the cases at the start. */
  readonly caseKeeper: TokenUser;
}

/** Starts the council's gateway and gives it the demo's cases, over the same API as any case system. */
export async function startCouncil(surroundings: CouncilSurroundings, now: number): Promise<RunningCouncil> {
  const { mint } = surroundings;
  const folder = await mkdtemp(join(tmpdir(), "cpis-council-"));
  const gateway = await createGateway(councilDemoPlan(surroundings, join(folder, "gateway.sqlite")));
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { apiUrl } = await gateway.start();
    await saveCases(apiUrl, await mint.mint(surroundings.caseKeeper), now);
    return { apiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Read by the same code as any council's file, so that the demonstration shows what an administrator can have.
function councilDemoPlan(
  { simulator, mint, allowedOrigins }: CouncilSurroundings,
  storeFile: string,
): GatewayPlan {
  const plan = simulator.councilPlan(northshireCouncil.odsCode);
  const { credentials, tls } = simulator.meshPlan(northshireCouncil.odsCode);
  const settings = councilConfig(plan, {
    issuer: councilTokenPlace.issuer,
    audience: councilTokenPlace.audience,
    trustedKeys: mint.trustedKeys,
    tls,
    password: credentials.password,
    sharedKey: credentials.sharedKey,
    store: { file: storeFile, sealingKey: randomBytes(32).toString("base64") },
    http: { port: 0, allowedOrigins },
    logLevel: "silent",
  });
  const reading = parseConfig(settings, {}, (path) => {
    throw new RangeError(`The demo reads no files, and ${path} least of all.`);
  });
  if (!reading.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: reading.issues });
  return reading.plan;
}

async function saveCases(apiUrl: string, token: string, now: number): Promise<void> {
  for (const { localId, ...draft } of councilCases(now)) {
    const { status } = await fetch(`${apiUrl}/api/v1/cases/${localId}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(draft),
    });
    if (status !== 200) throw new CpisError("CPIS_INTERNAL", { context: { status } });
  }
}
