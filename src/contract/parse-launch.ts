import type { EncounterRef, PatientRef } from "../domain/patient-context.js";
import { CpisError } from "../errors/cpis-error.js";
import { encounterRef, patientRef } from "./parse-host-bridge.js";
import { invalid, object, optional, text, wholeNumber } from "./shape.js";

/** What a launched page is given, once, for the code in its address. */
export interface LaunchedPatient {
  readonly token: string;
  readonly expiresInMs: number;
  readonly locationId: string;
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
}

const session = object<LaunchedPatient>(
  {
    token: text({ minLength: 1, maxLength: 16_384 }),
    expiresInMs: wholeNumber(0),
    locationId: text({ minLength: 1, maxLength: 256 }),
    patient: patientRef,
    encounter: optional(encounterRef),
  },
  "ignore",
);

/** Reads it. Throws `CPIS_MESSAGE_MALFORMED`. */
export function parseLaunchSession(value: unknown): LaunchedPatient {
  const issues: { path: string; message: string }[] = [];
  const read = session(value, { path: "", issues });
  if (read === invalid) throw new CpisError("CPIS_MESSAGE_MALFORMED", { issues });
  return read;
}
