import type { CouncilPlan } from "../../config/council-plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Caller } from "../identity/caller.js";

/** What somebody may do on the council's side. */
export type CouncilRole = "social-worker" | "emergency-duty-team" | "data-officer" | "case-system";

/**
 * Refuses a caller of another organisation, and one whose job role is none of those named.
 *
 * Looks at nothing about a child, so that the refusal is the same for every child. Throws `CPIS_ROLE_NOT_PERMITTED`.
 */
export function authoriseCouncil(
  caller: Caller,
  plan: Pick<CouncilPlan, "authority" | "roles">,
  permitted: readonly CouncilRole[],
): void {
  const { roles, authority } = plan;
  const held: Readonly<Record<CouncilRole, readonly string[]>> = {
    "social-worker": roles.socialWorker,
    "emergency-duty-team": roles.emergencyDutyTeam,
    "data-officer": roles.dataOfficer,
    "case-system": roles.caseSystem,
  };
  const { jobRoleCode, organisationOdsCode, actor } = caller;
  const own = organisationOdsCode === authority.odsCode && actor.kind !== "unidentified";
  const may = permitted.some((role) => jobRoleCode !== undefined && held[role].includes(jobRoleCode));
  if (!own || !may) throw new CpisError("CPIS_ROLE_NOT_PERMITTED");
}
