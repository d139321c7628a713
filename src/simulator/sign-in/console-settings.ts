import { consoleRoles } from "../../domain/console-role.js";
import { northgateHospital, northshireCouncil } from "../../testing/synthetic-people.js";
import { simulatorClientSecret } from "./openid-provider.js";
import { simulatorJobRoleCodes } from "./sign-in-people.js";

/** The settings of a console whose people sign in at the simulated provider, as they stand in a configuration file. */
export function simulatorConsoleSettings(origin: string, issuer: string): Readonly<Record<string, unknown>> {
  return {
    origin,
    signIn: { issuer, clientId: "cpis-gateway", clientSecret: simulatorClientSecret },
    organisations: [northgateHospital.odsCode, northshireCouncil.odsCode],
    roles: consoleRoles.map((role) => ({ role, jobRoleCodes: [simulatorJobRoleCodes[role]] })),
  };
}
