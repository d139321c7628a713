import type { TokenUser } from "../user-token.js";

const unscheduled = "B0107";
const scheduled = "B0170";

function user(
  number: number,
  familyName: string,
  givenName: string,
  jobRoleCode: string,
  jobRoleName: string,
  activityCodes: readonly string[],
): TokenUser {
  const digits = String(number).padStart(3, "0");
  return {
    id: `${givenName}-${familyName}`.toLowerCase(),
    sdsUserId: `999800001${digits}`,
    sdsRoleProfileId: `999800002${digits}`,
    jobRoleCode,
    jobRoleName,
    activityCodes,
    givenName,
    familyName,
  };
}

/** The doctor whom the demo and the command line's lookups act for. */
export const demoDoctor = user(11, "Nair", "Priya", "R8000", "Emergency medicine registrar", [unscheduled]);

/** Holds only the planned-care activity: the clinic answers, the emergency department does not. */
export const demoPaediatrician = user(16, "Boateng", "Amara", "R8000", "Community paediatrician", [
  scheduled,
]);

/** Who can sit at the demo's screen. Each shows another rule about who may ask, and what happens then. */
export const demoUsers: readonly TokenUser[] = [
  demoDoctor,
  user(12, "Howell", "Marcus", "R8001", "Emergency nurse", [unscheduled]),
  user(13, "Keane", "Mairead", "R8016", "Midwife", [unscheduled]),
  // May ask by hand, but opening a patient at the desk must not name a receptionist to a council (H-33).
  user(14, "Ellery", "Joan", "R8009", "Receptionist", [unscheduled]),
  // No CP-IS activity: sees the same words for every patient.
  user(15, "Harcastle", "Tom", "R8008", "Ward clerk", []),
  demoPaediatrician,
];
