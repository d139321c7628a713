import type { JWTPayload } from "jose";
import type { LaunchSystemPlan } from "../../../config/hosted-plan.js";
import type { IdentityPlan, LocationPlan } from "../../../config/plan.js";

/** The claims that say who a person is (docs/embedding.md); nothing else of a launch reaches a session. */
const personClaims = [
  "sdsUserId",
  "sdsRoleProfileId",
  "jobRoleCode",
  "jobRoleName",
  "activityCodes",
  "orgOds",
  "orgName",
  "givenName",
  "familyName",
] as const;

/**
 * Who the user of a launch is: as its system says in the claims of a token, as the configuration says for the
 * identifier it gives, or nobody known.
 *
 * Never invented: an identifier that is not in the configuration identifies nobody, and only a launch that names no user
 * at all may speak for the system, where the site has decided so. Then the query names the nominated person.
 */
export function userClaims(
  payload: JWTPayload,
  practitioner: string | undefined,
  system: LaunchSystemPlan,
  location: LocationPlan,
  identity: IdentityPlan,
): Readonly<Record<string, unknown>> {
  const organisation = { orgOds: identity.organisation.odsCode, orgName: identity.organisation.name };
  const subject = payload.sub === undefined ? {} : { sub: `${system.issuer}|${payload.sub}` };
  if (payload["sdsUserId"] !== undefined) {
    const said = personClaims.filter((name) => payload[name] !== undefined);
    return { ...organisation, ...Object.fromEntries(said.map((name) => [name, payload[name]])), ...subject };
  }
  if (practitioner !== undefined) {
    const known = Object.hasOwn(system.practitioners, practitioner) ? system.practitioners[practitioner] : {};
    return { ...organisation, ...known, sub: `${system.issuer}|${practitioner}` };
  }
  if (system.withoutUser === "not-identified" || payload.sub !== undefined)
    return { ...organisation, ...subject };
  const { unscheduledActivity, scheduledActivity } = identity;
  return {
    ...organisation,
    callerKind: "system",
    sub: `launch:${system.issuer}`,
    activityCodes: [location.accessMode === "unscheduled" ? unscheduledActivity : scheduledActivity],
  };
}
