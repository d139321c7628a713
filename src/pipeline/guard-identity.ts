import { failedState, type LookupState } from "../domain/lookup-state.js";
import { parseNhsNumber } from "../domain/nhs-number.js";
import type { PatientRef } from "../domain/patient-context.js";

/**
 * Lets a record through only if every person in it is the patient whom the host has open (H-01).
 *
 * The gateway has compared them before. This is the second look, at the host's newest details: a date of birth may
 * have been corrected since the question was asked.
 */
export function guardIdentity(state: LookupState, patient: PatientRef): LookupState {
  if (state.kind !== "record") return state;
  const expected = normalised(patient.nhsNumber);
  for (const subject of state.record.subjects) {
    if (normalised(subject.nhsNumber) !== expected)
      return failedState("about-someone-else", state.retrievedAt);
  }
  const differs = state.record.subjects.some((subject) =>
    birthDatesDiffer(patient.birthDate, subject.birthDate),
  );
  return differs ? failedState("identity-mismatch", state.retrievedAt) : state;
}

function normalised(nhsNumber: string | undefined): string | undefined {
  const reading = parseNhsNumber(nhsNumber);
  return reading.ok ? reading.nhsNumber : undefined;
}

// A reply may give a year or a month only; then as much is compared as both sides have.
function birthDatesDiffer(ours: string | undefined, theirs: string): boolean {
  if (ours === undefined || ours === "" || theirs === "") return false;
  return !ours.startsWith(theirs) && !theirs.startsWith(ours);
}
