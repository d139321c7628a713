import { pemText, productionConfig } from "./config.js";

/** Environment variables that the references of `councilProductionConfig` point to. */
export const councilSecrets = {
  MESH_KEY: pemText.key,
  MESH_PASSWORD: "correct horse\n",
  MESH_SHARED_KEY: "environment-secret",
  SEALING_KEY: Buffer.alloc(32, 7).toString("base64"),
};

/** The council's part of a live site's settings, as an administrator would write it; every test changes a part of it. */
export function councilSection(): Record<string, unknown> {
  return {
    authority: {
      odsCode: "ZZL01",
      name: "Northshire Council",
      officeHoursTelephone: "01632 960101",
      emergencyDutyTelephone: "(01632) 960 199",
    },
    mesh: {
      https: {
        url: "https://mesh.example.test",
        mailboxId: "ZZL01OT001",
        password: { env: "MESH_PASSWORD" },
        sharedKey: { env: "MESH_SHARED_KEY" },
        tls: { key: { env: "MESH_KEY" }, certificate: pemText.certificate, authorities: pemText.certificate },
      },
    },
    cpisMailboxId: "X26OT112",
    roles: { socialWorker: ["R8001"], dataOfficer: ["R8010"] },
    directory: {
      teams: [
        { id: "duty", name: "Duty Team", telephone: "01632 960110" },
        { id: "edt", name: "Emergency Duty Team" },
      ],
      workers: [
        {
          id: "sam",
          name: "Sam Worker",
          teamId: "duty",
          outOfOffice: [{ from: "2026-12-21", until: "2027-01-02" }],
        },
      ],
      emergencyDutyTeamId: "edt",
      dutyManagerId: "sam",
    },
    notices: { defaultTeamId: "duty" },
  };
}

/** Settings of a gateway that serves a council and nobody else. */
export function councilProductionConfig(): Record<string, unknown> {
  const { identity, store } = productionConfig();
  const { audience, issuer, trustedKeys } = identity as Record<string, unknown>;
  return {
    environment: "production",
    identity: { audience, issuer, trustedKeys },
    council: councilSection(),
    store,
  };
}
