import type { JWTPayload } from "jose";
import { encounterRef, patientRef } from "../../../contract/parse-host-bridge.js";
import { invalid, object, optional, text } from "../../../contract/shape.js";
import type { EncounterRef, PatientRef } from "../../../domain/patient-context.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { LaunchSaying } from "./launch-saying.js";

interface CpisClaims {
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
  readonly location: string;
  readonly practitioner?: string;
}

const claims = object<CpisClaims>(
  {
    patient: patientRef,
    encounter: optional(encounterRef),
    location: text({ minLength: 1, maxLength: 256 }),
    practitioner: optional(text({ minLength: 1, maxLength: 256 })),
  },
  "ignore",
);

/** Claims in our own words. Throws `CPIS_LAUNCH_MALFORMED`. */
export function readCpisClaims(payload: JWTPayload): LaunchSaying {
  const issues: { path: string; message: string }[] = [];
  const read = claims(payload, { path: "", issues });
  if (read === invalid) throw new CpisError("CPIS_LAUNCH_MALFORMED", { issues });
  const { location, ...rest } = read;
  return { ...rest, place: location };
}
