import { randomBytes } from "node:crypto";
import { simulatorClientSecret } from "../simulator/sign-in/openid-provider.js";
import type { Simulator } from "../simulator/simulator.js";
import { demoTokenPlace } from "./demo/demo-config.js";
import { demoDoctor, demoPaediatrician } from "./demo/demo-users.js";
import { createTokenMint } from "./user-token.js";
import { writeOwnerOnly } from "./write-owner-only.js";

/**
 * Writes what a gateway needs to talk to one start of the simulator, by the names that examples/config/simulator.json
 * refers to: certificates, a sealing key, the key that signs user tokens, the console's secret at its provider, and a token for each of two of the
 * demonstration's people: one who may check in unscheduled care, and one who may check in scheduled care.
 */
export async function writeSimulatorFiles(simulator: Simulator, folder: string): Promise<void> {
  const mint = await createTokenMint(demoTokenPlace, "12h");
  await writeOwnerOnly(folder, {
    "authority.pem": simulator.authorityPem,
    "gateway.key": simulator.gatewayIdentity.key,
    "gateway.pem": simulator.gatewayIdentity.certificate,
    "console.secret": simulatorClientSecret,
    "sealing.key": randomBytes(32).toString("base64"),
    "token-keys.json": JSON.stringify(mint.trustedKeys, null, 2),
    "doctor.token": await mint.mint(demoDoctor),
    "paediatrician.token": await mint.mint(demoPaediatrician),
  });
}
