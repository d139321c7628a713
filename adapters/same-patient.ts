import type { PatientRef } from "../src/domain/patient-context.js";

/**
 * Whether two sources speak of one person.
 *
 * Two NHS numbers decide, and two dates of birth may not contradict them. Where a number is missing, an identifier that
 * both give must be the same. Sources with nothing to compare are not known to agree, so they do not (H-01).
 */
export function isSamePatient(one: PatientRef, other: PatientRef): boolean {
  if (differ(one.birthDate, other.birthDate)) return false;
  const numbers = [digits(one), digits(other)];
  if (numbers.every((number) => number !== "")) return numbers[0] === numbers[1];
  const shared = one.localIds.flatMap(({ system, value }) =>
    other.localIds.filter((id) => id.system === system).map((id) => id.value === value),
  );
  return shared.length > 0 && shared.every(Boolean);
}

/**
 * Whether it is the same person as before under another NHS number, merged or superseded (H-07). The identifiers of the
 * host's own must say so: a number that changes without them is another patient.
 */
export function isRenumbered(before: PatientRef, now: PatientRef): boolean {
  const numbers = [digits(before), digits(now)];
  if (numbers.includes("") || numbers[0] === numbers[1]) return false;
  return isSamePatient({ ...before, nhsNumber: "" }, { ...now, nhsNumber: "" });
}

function digits({ nhsNumber }: PatientRef): string {
  return (nhsNumber ?? "").replace(/[\s-]/g, "");
}

// One may know only a year or a month.
function differ(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return !one.startsWith(other) && !other.startsWith(one);
}
