import type { PatientRef } from "../src/domain/patient-context.js";

/** What a host assigns to the element's `patient` property. Everything may be missing; null means that none is open. */
export interface HostPatient extends Partial<PatientRef> {
  /** The attendance or contact that is open. */
  readonly encounterId?: string;
}

/** The attributes by which a host may say the same. The element only watches them; an adapter reads them. */
export const patientAttributes: readonly string[] = [
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
 * A name, gender or tracing status may be completed while the same patient stays open, and so may a date of birth where
 * the host's own identifiers say who it is.
 */
export const identityOf = (patient: HostPatient | null): string =>
  JSON.stringify(
    patient && [
      patient.nhsNumber?.replace(/[\s-]/g, ""),
      patient.encounterId,
      patient.localIds?.length ? patient.localIds : patient.birthDate,
    ],
  );

/** Hands over what a page set before the tag was defined: such properties hide the accessors of the same name. */
export function takeLateProperties(element: HTMLElement, names: readonly string[]): void {
  for (const name of names) {
    const value: unknown = Object.getOwnPropertyDescriptor(element, name)?.value;
    if (Reflect.deleteProperty(element, name) && value !== undefined)
      Object.assign(element, { [name]: value });
  }
}
