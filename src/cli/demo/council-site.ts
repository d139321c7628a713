import { londonTime } from "../../domain/instant.js";
import { addDays } from "../../domain/local-date.js";
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

const written = ({ familyName, givenName }: TokenUser): string => `${familyName.toUpperCase()}, ${givenName}`;

/** Every form in which the gateway may name a user. */
const namesOf = (user: TokenUser): readonly string[] => [
  written(user),
  `${user.givenName} ${user.familyName}`,
  user.sdsUserId,
];

/** What the council's pages must know. */
export function councilSite({ users }: CouncilPages, gatewayUrl: string): Record<string, unknown> {
  return {
    gatewayUrl,
    // The council's own log of test calls: both numbers were rung this many days ago.
    telephonesTestedOn: addDays(londonTime(Date.now()).date, -18),
    users: users.map((user) => ({
      id: user.id,
      givenName: user.givenName,
      familyName: user.familyName,
      jobRoleName: user.jobRoleName,
      names: namesOf(user),
      ownTasks: user.jobRoleCode === dataOfficer ? ["data-officer"] : [],
    })),
    directory: {
      people: Object.fromEntries(users.flatMap((user) => namesOf(user).map((name) => [name, written(user)]))),
      telephones: { [northgateHospital.odsCode]: "01632960300" },
    },
  };
}
