import type { CouncilPlan } from "../../config/council-plan.js";
import { cpisWorkflows } from "../../codec/mesh/workflows.js";
import { defaultMeshTimings, type HttpsMeshPlan } from "../../config/mesh-plan.js";
import { defaultStatusTable } from "../../domain/legal-status.js";
import { simulatorPollIntervalMs } from "../../domain/mesh-polling.js";
import { cpisMailboxId, meshSharedKey, type CouncilMailbox } from "./council-mailboxes.js";

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

// Made up, one for each thing a user may do.
const councilRoleCodes = {
  socialWorker: "SIM-SW",
  emergencyDutyTeam: "SIM-ED",
  dataOfficer: "SIM-DO",
  caseSystem: "SIM-CS",
} as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The council part of a gateway's plan, as an administrator would have written it for the simulator: quick, to be watched. */
export function councilSettings(mesh: HttpsMeshPlan, { authority }: CouncilMailbox): CouncilPlan {
  return {
    authority,
    mesh,
    cpisMailboxId,
    uploadWorkflowId: cpisWorkflows.upload,
    statusTable: defaultStatusTable,
    placementCodes: ["E1"],
    roles: {
      socialWorker: [councilRoleCodes.socialWorker],
      emergencyDutyTeam: [councilRoleCodes.emergencyDutyTeam],
      dataOfficer: [councilRoleCodes.dataOfficer],
      caseSystem: [councilRoleCodes.caseSystem],
    },
    directory: {
      teams: [
        { id: "duty", name: "Duty Team" },
        { id: "east", name: "East Assessment Team" },
        { id: "out-of-hours", name: "Emergency Duty Team" },
      ],
      workers: [
        { id: "rosalind-okafor", name: "OKAFOR, Rosalind", teamId: "east" },
        { id: "simone-bell", name: "BELL, Simone", teamId: "east" },
        { id: "jaya-mistry", name: "MISTRY, Jaya", teamId: "duty" },
        { id: "gwen-ashby", name: "ASHBY, Gwen", teamId: "duty" },
      ],
      emergencyDutyTeamId: "out-of-hours",
      dutyManagerId: "gwen-ashby",
    },
    uploads: {
      changesAt: ["19:00"],
      fullOn: [7],
      fullAt: "02:00",
      afterChangeMs: 1_000,
      answerLimitMs: 10 * minuteMs,
    },
    notices: {
      defaultTeamId: "duty",
      escalation: [
        { afterMs: 2 * hourMs, to: { kind: "duty-manager" } },
        { afterMs: 8 * hourMs, to: { kind: "data-officer" } },
      ],
      officeHours: { periods: [{ days: [1, 2, 3, 4, 5], opens: "09:00", closes: "17:00" }] },
      night: { from: "20:00", until: "08:00" },
      silenceMs: 24 * hourMs,
    },
  };
}
