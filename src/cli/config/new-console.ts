import { simulatorJobRoleCodes } from "../../simulator/sign-in/sign-in-people.js";
import type { YamlValue } from "./commented-yaml.js";
import { secretsFolder } from "./known-value.js";

/** The console of a site that runs with the simulator: people of the simulator's sign-in, each with one role. */
export const simulatorConsole: YamlValue = {
  origin: "http://127.0.0.1:8460",
  signIn: {
    issuer: "http://127.0.0.1:8447",
    clientId: "cpis-gateway",
    clientSecret: { file: `${secretsFolder("simulator")}/console.secret` },
  },
  roles: (["administrator", "safeguarding-lead", "auditor"] as const).map((role) => ({
    role,
    jobRoleCodes: [simulatorJobRoleCodes[role]],
  })),
};
