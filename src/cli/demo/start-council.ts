import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CpisError } from "../../errors/cpis-error.js";
import { createGateway } from "../../gateway/create-gateway.js";
import type { Simulator } from "../../simulator/simulator.js";
import { northshireCouncil } from "../../testing/synthetic-people.js";
import type { TokenMint, TokenUser } from "../user-token.js";
import { councilCases } from "./council-cases.js";
import { councilTokenPlace } from "./council-site.js";
import { demoPlan } from "./demo-config.js";

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
  const { simulator, mint, allowedOrigins } = surroundings;
  const folder = await mkdtemp(join(tmpdir(), "cpis-council-"));
  const plan = demoPlan({
    spine: simulator.spinePlan(),
    trustedKeys: mint.trustedKeys,
    allowedOrigins,
    storeFile: join(folder, "gateway.sqlite"),
  });
  const gateway = await createGateway({
    ...plan,
    identity: {
      ...plan.identity,
      issuer: councilTokenPlace.issuer,
      audience: councilTokenPlace.audience,
      organisation: councilTokenPlace.organisation,
    },
    council: simulator.councilPlan(northshireCouncil.odsCode),
  });
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
