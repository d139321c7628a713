import type { ProtectionRecord } from "../../domain/protection-record.js";

/**
 * Whether a record can be about the patient whose date of birth the host holds (H-01, H-07).
 *
 * Either side may know only a year or a month: what both say must be the same. Where the host holds no date there is
 * nothing to compare.
 */
export function agreesWithHost(record: ProtectionRecord, hostBirthDate: string | undefined): boolean {
  if (hostBirthDate === undefined) return true;
  return record.subjects.every(
    ({ birthDate }) => hostBirthDate.startsWith(birthDate) || birthDate.startsWith(hostBirthDate),
  );
}
