import { defaultMeshTimings, type HttpsMeshPlan } from "../../config/mesh-plan.js";
import { simulatorPollIntervalMs } from "../../domain/mesh-polling.js";
import { meshSharedKey, type CouncilMailbox } from "./council-mailboxes.js";

/** Name in the certificate of the simulated MESH. */
export const meshServerName = "mesh.simulator";

const megabyte = 1_048_576;

/** The MESH part of a council's plan, as an administrator would have written it for the simulator. */
export function meshSettings(
  baseUrl: string,
  authorityPem: string,
  { mailboxId, password, identity }: CouncilMailbox,
): HttpsMeshPlan {
  return {
    kind: "https",
    environment: "simulator",
    baseUrl,
    serverName: meshServerName,
    credentials: { mailboxId, password, sharedKey: meshSharedKey },
    tls: { ...identity, authorities: authorityPem },
    timings: defaultMeshTimings,
    chunking: { thresholdBytes: 75 * megabyte, chunkBytes: 20 * megabyte },
    compress: false,
    maxMessageBytes: 100 * megabyte,
    pollIntervalMs: simulatorPollIntervalMs,
  };
}
