import type { JWTPayload } from "jose";
import type { LaunchSystemPlan } from "../../../config/hosted-plan.js";
import type { IdentityPlan, LocationPlan } from "../../../config/plan.js";
import type { EncounterRef, PatientRef } from "../../../domain/patient-context.js";
import { CpisError } from "../../../errors/cpis-error.js";
import { readCpisClaims } from "./cpis-claims.js";
import { readSiderClaims } from "./sider-claims.js";
import { userClaims } from "./user-claims.js";

/** What a launch means here: who is open, where, and the claims of the user's session. */
export interface LaunchContext {
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
  readonly locationId: string;
  /** As a host's token would carry them. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** What the meaning of a launch depends on. */
export interface LaunchSurroundings {
  readonly locations: readonly LocationPlan[];
  readonly identity: IdentityPlan;
}

/** Reads verified claims. Throws `CPIS_LAUNCH_MALFORMED`, or `CPIS_LOCATION_UNKNOWN` for a place that is not configured. */
export function launchContext(
  payload: JWTPayload,
  system: LaunchSystemPlan,
  { locations, identity }: LaunchSurroundings,
): LaunchContext {
  const saying = system.shape === "sider" ? readSiderClaims(payload) : readCpisClaims(payload);
  const locationId = Object.hasOwn(system.locations, saying.place)
    ? system.locations[saying.place]
    : saying.place;
  const location = locations.find(({ id }) => id === locationId);
  if (location === undefined) throw new CpisError("CPIS_LOCATION_UNKNOWN");
  const { patient, encounter } = saying;
  return {
    patient,
    ...(encounter === undefined ? {} : { encounter }),
    locationId: location.id,
    user: userClaims(payload, saying.practitioner, system, location, identity),
  };
}
