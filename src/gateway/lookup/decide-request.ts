import type { HospitalPlan, LocationPlan } from "../../config/plan.js";
import type { LookupRequest } from "../../contract/lookup.js";
import { decideEligibility } from "../../domain/eligibility.js";
import type { NotCheckedReason } from "../../domain/lookup-state.js";
import type { NhsNumber } from "../../domain/nhs-number.js";
import { authorise } from "../identity/authorise.js";
import type { Caller, PersonIdentity } from "../identity/caller.js";

/** The slice of the plan that decides whether the register may be asked. */
export type DecisionPlan = Pick<HospitalPlan, "locations" | "identity" | "eligibility"> & {
  readonly spine: Pick<HospitalPlan["spine"], "silentReadForm">;
};

/** Whom the query will name as its author: a person with a smartcard, or this system. */
export type AuthorChoice =
  { readonly kind: "person"; readonly person: PersonIdentity } | { readonly kind: "device" };

/** Whether the register may be asked, as far as the request, the caller and the configuration say. */
export type RequestDecision =
  | {
      readonly kind: "ask";
      readonly location: LocationPlan;
      readonly author: AuthorChoice;
      readonly nhsNumber: NhsNumber;
    }
  | { readonly kind: "not-checked"; readonly reason: NotCheckedReason; readonly location?: LocationPlan };

/**
 * Decides about a request. Pure but for its refusal: throws `CPIS_ROLE_NOT_PERMITTED` before anything about the
 * patient has been looked at.
 *
 * The order matters: what is the same for every patient comes first, the patient last.
 */
export function decideRequest(
  request: LookupRequest,
  caller: Caller,
  plan: DecisionPlan,
  nowEpochMs: number,
): RequestDecision {
  const location = plan.locations.find(({ id }) => id === request.locationId);
  if (location === undefined) return { kind: "not-checked", reason: "location-unknown" };
  authorise(caller, location, plan.identity);
  const author = chooseAuthor(caller);
  const obstacle = findObstacle(request, caller, author, location, plan);
  if (obstacle !== undefined) return { kind: "not-checked", reason: obstacle, location };
  const eligibility = decideEligibility(request.patient, request.trigger, plan.eligibility, nowEpochMs);
  if (!eligibility.ask) return { kind: "not-checked", reason: eligibility.reason, location };
  // `findObstacle` has said so where there is no author.
  if (author === undefined) return { kind: "not-checked", reason: "user-not-identified", location };
  return { kind: "ask", location, author, nhsNumber: eligibility.nhsNumber };
}

function findObstacle(
  request: LookupRequest,
  caller: Caller,
  author: AuthorChoice | undefined,
  location: LocationPlan,
  plan: DecisionPlan,
): NotCheckedReason | undefined {
  if (!location.enabled) return "location-not-enabled";
  if (author === undefined || caller.activityCodes === undefined) return "user-not-identified";
  // Without a form the query would go out as a notifying one (H-14).
  if (location.accessMode === "scheduled" && plan.spine.silentReadForm === undefined) {
    return "silent-read-not-configured";
  }
  const automatic = request.trigger === "opened" || request.trigger === "registered";
  const role = caller.jobRoleCode;
  // The person whose token it is would be named to the council (H-33).
  if (automatic && role !== undefined && plan.identity.rolesNeverAutomatic.includes(role)) {
    return "role-not-automatic";
  }
  return undefined;
}

function chooseAuthor(caller: Caller): AuthorChoice | undefined {
  if (caller.kind === "person") {
    return caller.person === undefined ? undefined : { kind: "person", person: caller.person };
  }
  return caller.actor.kind === "system" ? { kind: "device" } : undefined;
}
