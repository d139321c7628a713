import type { ConsoleRole } from "../../domain/console-role.js";
import { northgateHospital, northshireCouncil } from "../../testing/synthetic-people.js";

/** A job that somebody holds somewhere, as the national directory names it. */
export interface NationalRole {
  readonly roleProfileId: string;
  readonly jobRoleCode?: string;
  readonly jobRoleName: string;
  readonly activityCodes: readonly string[];
  readonly organisation: { readonly odsCode: string; readonly name: string };
}

/** A made-up person who can sign in at the simulated provider. Nobody here exists. */
export interface SignInPerson {
  readonly id: string;
  readonly userId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  readonly roles: readonly NationalRole[];
  /** What this person is for, on the page where one is chosen. */
  readonly story: string;
}

/** The job role code by which each role of the console is given in the simulator's configuration. */
export const simulatorJobRoleCodes: Readonly<Record<ConsoleRole, string>> = {
  clinician: "R8000",
  "safeguarding-lead": "R8007",
  "social-worker": "R8014",
  "emergency-duty-team": "R8013",
  "data-officer": "R8011",
  administrator: "R8006",
  auditor: "R8015",
};

const elsewhere = { odsCode: "ZZ9B2", name: "Southmere Infirmary" } as const;

function role(
  number: number,
  jobRoleCode: string | undefined,
  jobRoleName: string,
  organisation: NationalRole["organisation"] = northgateHospital,
  activityCodes: readonly string[] = [],
): NationalRole {
  return {
    roleProfileId: `99980004${String(number).padStart(4, "0")}`,
    ...(jobRoleCode === undefined ? {} : { jobRoleCode }),
    jobRoleName,
    activityCodes,
    organisation,
  };
}

function person(
  number: number,
  [title, givenName, familyName]: readonly [string, string, string],
  story: string,
  ...roles: readonly NationalRole[]
): SignInPerson {
  const id = `${givenName}-${familyName}`.toLowerCase();
  const userId = `99980003${String(number).padStart(4, "0")}`;
  return { id, userId, title, givenName, familyName, roles, story };
}

const codes = simulatorJobRoleCodes;

/** Somebody for every role of the console, two administrators, and people whom it must refuse. */
export const signInPeople: readonly SignInPerson[] = [
  person(
    1,
    ["Ms", "Ines", "Marlowe"],
    "an administrator",
    role(1, codes.administrator, "Systems Support Access Role"),
  ),
  person(
    2,
    ["Mr", "Tomas", "Reddick"],
    "another administrator, to approve what the first asks for",
    role(2, codes.administrator, "Systems Support Access Role"),
  ),
  person(
    3,
    ["Ms", "Ruth", "Abara"],
    "the safeguarding lead",
    role(3, codes["safeguarding-lead"], "Named Nurse for Safeguarding Children"),
  ),
  person(
    4,
    ["Mrs", "Grace", "Ollerton"],
    "an auditor",
    role(4, codes.auditor, "Information Governance Access Role"),
  ),
  person(
    5,
    ["Dr", "Priya", "Nair"],
    "a clinician in emergency care: nothing of the console but her own name",
    role(5, codes.clinician, "Clinical Practitioner Access Role", northgateHospital, ["B0107"]),
  ),
  person(
    6,
    ["Mr", "Owen", "Tarrant"],
    "a social worker",
    role(6, codes["social-worker"], "Social Worker Access Role", northshireCouncil),
  ),
  person(
    7,
    ["Ms", "Leila", "Farrow"],
    "somebody of the emergency duty team",
    role(7, codes["emergency-duty-team"], "Emergency Duty Team Access Role", northshireCouncil),
  ),
  person(
    8,
    ["Mr", "Ned", "Colley"],
    "a data officer",
    role(8, codes["data-officer"], "Data Quality Access Role", northshireCouncil),
  ),
  person(
    9,
    ["Mr", "Marcus", "Howell"],
    "an administrator who is an auditor in another job: chooses one",
    role(9, codes.administrator, "Systems Support Access Role"),
    role(10, codes.auditor, "Information Governance Access Role"),
  ),
  person(11, ["Mx", "Sam", "Lister"], "somebody without any job: refused"),
  person(
    12,
    ["Mr", "Tom", "Harcastle"],
    "a ward clerk, for whom the site's settings name no role: refused",
    role(12, "R8008", "Clerical Access Role"),
  ),
  person(
    13,
    ["Ms", "Jo", "Hartwell"],
    "an administrator of another hospital: refused",
    role(13, codes.administrator, "Systems Support Access Role", elsewhere),
  ),
  person(
    14,
    ["Ms", "Amara", "Boateng"],
    "somebody whose job has no code: refused",
    role(14, undefined, "Community Paediatrician"),
  ),
];
