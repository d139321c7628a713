import type { IdentityPlan, LocationPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Caller } from "./caller.js";

/** The setting that names the activity code a check needs, by the location's access mode; a page never chooses. */
export const activitySettings = {
  unscheduled: "unscheduledActivity",
  scheduled: "scheduledActivity",
} as const;

/**
 * Refuses a caller whose activities do not include the one this location's access mode needs.
 *
 * Looks at nothing about the patient, so that the refusal is the same for every patient, with or without a record
 * . A token that names no activities at all is not refused here: it does not identify its user, which has its own
 * state and asks nothing. Throws `CPIS_ROLE_NOT_PERMITTED`.
 */
export function authorise(
  caller: Caller,
  location: LocationPlan,
  plan: Pick<IdentityPlan, "unscheduledActivity" | "scheduledActivity">,
): void {
  if (caller.activityCodes === undefined) return;
  const needed = plan[activitySettings[location.accessMode]];
  if (!caller.activityCodes.includes(needed)) throw new CpisError("CPIS_ROLE_NOT_PERMITTED");
}

/**
 * Refuses whoever may not see what a lookup of this location holds. Stricter than for a new request: there is an answer
 * to protect, so a token without activities is refused, and so is everybody once nobody says which activity is needed.
 *
 * Throws `CPIS_ROLE_NOT_PERMITTED`.
 */
export function authoriseReading(
  caller: Caller,
  location: LocationPlan | undefined,
  plan: Pick<IdentityPlan, "unscheduledActivity" | "scheduledActivity">,
): void {
  if (location === undefined || caller.activityCodes === undefined) {
    throw new CpisError("CPIS_ROLE_NOT_PERMITTED");
  }
  authorise(caller, location, plan);
}
