import type { LocalIdentifier, PatientRef } from "../domain/patient-context.js";

/** The first of the host's own numbers that the gateway takes: no check may fail because of one that it would not. */
export function localIdOf({ localIds }: PatientRef): LocalIdentifier | undefined {
  return localIds.find(({ system, value }) => value !== "" && (system + value).length <= 256);
}
