import type { Environment } from "../../domain/environment.js";
import type { YamlValue } from "./commented-yaml.js";
import { known, secretsFolder } from "./known-value.js";

const simulated = "simulator/ZZL01";

/** The settings of a new council: Northshire's in the simulator, and elsewhere what its administrator must fill in. */
export function newCouncil(environment: Environment): Readonly<Record<string, YamlValue>> {
  const simulator = environment === "simulator";
  const folder = simulator ? simulated : secretsFolder(environment);
  return {
    environment,
    identity: {
      issuer: known(environment, "https://identity.northshire.example", "https://…"),
      audience: "cpis-council-gateway",
      trustedKeys: { file: `${folder}/token-keys.json` },
    },
    council: {
      authority: {
        odsCode: known(environment, "ZZL01", "the council's ODS code"),
        name: known(environment, "Northshire Council", "the council's name"),
        officeHoursTelephone: known(environment, "01632960101", "the number in office hours"),
        emergencyDutyTelephone: known(environment, "01632960199", "the number at all other times"),
      },
      mesh: { pollIntervalMs: simulator ? 1_000 : 300_000, https: mailbox(environment, folder) },
      cpisMailboxId: known(environment, "CPISSIM01", "as NHS England gave it in writing"),
      roles: {
        socialWorker: known(environment, ["SIM-SW"], "[…]"),
        emergencyDutyTeam: known(environment, ["SIM-ED"], "[…]"),
        dataOfficer: known(environment, ["SIM-DO"], "[…]"),
        caseSystem: known(environment, ["SIM-CS"], "[…]"),
      },
      directory: {
        teams: [
          { id: "duty", name: "Duty Team" },
          ...(simulator ? [{ id: "east", name: "East Assessment Team" }] : []),
        ],
      },
      notices: { defaultTeamId: "duty" },
    },
    http: { port: 8461, allowedOrigins: simulator ? ["http://127.0.0.1:8450"] : [] },
    store: { file: "gateway.sqlite", sealingKey: { file: `${folder}/sealing.key` } },
  };
}

function mailbox(environment: Environment, folder: string): YamlValue {
  const at = (name: string): YamlValue => ({ file: `${folder}/${name}` });
  return {
    url: known(environment, "https://127.0.0.1:8445", "https://…"),
    ...(environment === "simulator" ? { serverName: "mesh.simulator" } : {}),
    mailboxId: known(environment, "ZZL01OT001", "as MESH issued it"),
    password: at("mesh.password"),
    sharedKey: at("mesh-shared.key"),
    tls: { key: at("mesh.key"), certificate: at("mesh.pem"), authorities: at("authority.pem") },
  };
}
