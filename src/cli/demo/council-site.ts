import { northgateHospital, northshireCouncil } from "../../testing/synthetic-people.js";
import type { TokenMint, TokenPlace, TokenUser } from "../user-token.js";

/** What the demo's council serves to its pages. */
export interface CouncilPages {
  /** examples/council. */
  readonly pages: string;
  readonly users: readonly TokenUser[];
  readonly mint: TokenMint;
}

/** What the council's tokens say about themselves. */
export const councilTokenPlace: TokenPlace = {
  issuer: "https://identity.northshire.example",
  audience: "cpis-council-gateway",
  organisation: { odsCode: northshireCouncil.odsCode, name: northshireCouncil.name },
};

const socialWorker = "SIM-SW";
const dataOfficer = "SIM-DO";

function user(number: number, familyName: string, givenName: string, role: string, name: string): TokenUser {
  const digits = String(number).padStart(3, "0");
  return {
    id: `${givenName}-${familyName}`.toLowerCase(),
    sdsUserId: `999700001${digits}`,
    sdsRoleProfileId: `999700002${digits}`,
    jobRoleCode: role,
    jobRoleName: name,
    activityCodes: [],
    givenName,
    familyName,
  };
}

/** Who can sit at the council's screen. Two social workers, because a deletion needs two people. */
export const councilUsers: readonly TokenUser[] = [
  user(21, "Okafor", "Rosalind", socialWorker, "Social worker"),
  user(22, "Bell", "Simone", socialWorker, "Social worker"),
  user(23, "Mistry", "Jaya", dataOfficer, "Data officer"),
];

/** What the council's pages must know. */
export function councilSite({ users }: CouncilPages, gatewayUrl: string): Record<string, unknown> {
  return {
    gatewayUrl,
    users: users.map(({ id, givenName, familyName, jobRoleName, sdsUserId }) => ({
      id,
      givenName,
      familyName,
      jobRoleName,
      names: [`${givenName} ${familyName}`, sdsUserId],
    })),
    directory: {
      workers: Object.fromEntries(
        users.map(({ id, givenName, familyName }) => [id, `${familyName.toUpperCase()}, ${givenName}`]),
      ),
      teams: { east: "East Assessment Team", duty: "the duty team" },
      telephones: { [northgateHospital.odsCode]: "01632960300" },
    },
    telephones: {
      officeHours: northshireCouncil.officeHoursTelephone,
      emergencyDuty: northshireCouncil.emergencyDutyTelephone,
    },
    passTargets: [
      { label: "Duty manager", to: { kind: "duty-manager" } },
      { label: "Emergency duty team", to: { kind: "emergency-duty-team" } },
      { label: "Data officer", to: { kind: "data-officer" } },
    ],
  };
}
