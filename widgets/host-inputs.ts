import type { PatientRef } from "../src/domain/patient-context.js";

/** What a host assigns to the element's `patient` property. Everything may be missing; null means that none is open. */
export interface HostPatient extends Partial<PatientRef> {
  /** The attendance or contact that is open. */
  readonly encounterId?: string;
}

/** The attributes by which a host may say the same. The element only watches them; an adapter reads them. */
export const patientAttributes = [
  "nhs-number",
  "nhs-number-status",
  "birth-date",
  "family-name",
  "given-name",
  "title-prefix",
  "gender",
  "pregnancy",
  "encounter-id",
  "local-id",
  "local-id-system",
];

/**
 * What tells one patient in one encounter from another. A change of it means that nothing on screen may stay (H-01).
 *
 * A name, gender or tracing status may be completed while the same patient stays open, so these are not part of it.
 */
export function identityOf(patient: HostPatient | null): string {
  if (patient === null) return "";
  const { nhsNumber, birthDate, encounterId, localIds } = patient;
  return JSON.stringify([nhsNumber?.replace(/[\s-]/g, ""), birthDate, encounterId, localIds]);
}
