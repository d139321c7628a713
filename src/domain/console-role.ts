/**
 * What somebody may do in the administrators' console. A person may hold several; the site's configuration says which
 * activity codes give which (requirements 2.4: what each group may see).
 */
export type ConsoleRole =
  | "clinician"
  | "safeguarding-lead"
  | "social-worker"
  | "emergency-duty-team"
  | "data-officer"
  | "administrator"
  | "auditor";

/** Every role, in the order in which screens name them. */
export const consoleRoles: readonly ConsoleRole[] = [
  "clinician",
  "safeguarding-lead",
  "social-worker",
  "emergency-duty-team",
  "data-officer",
  "administrator",
  "auditor",
];
