import type { EncounterRef, PatientRef } from "../../../domain/patient-context.js";

/** What a launch says, whatever words its system uses. */
export interface LaunchSaying {
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
  /** The system's own word for the place. */
  readonly place: string;
  /** The user's identifier in that system. */
  readonly practitioner?: string;
}
