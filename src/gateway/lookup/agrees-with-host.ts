import type { LocalDate } from "../../domain/instant.js";
import type { Conclusion } from "../../ports/lookup-store.js";

/**
 * Whether a record can be about the patient whose date of birth the host holds (H-01, H-07).
 *
 * Either side may know only a year or a month: what both say must be the same. Where the host holds no date there is
 * nothing to compare. Every lookup is compared by itself, so that a mistyped date spoils nobody else's answer, nor the
 * same person's once it is corrected.
 */
export function agreesWithHost(
  { record, birthDates }: Pick<Extract<Conclusion, { kind: "record" }>, "record" | "birthDates">,
  hostBirthDate: LocalDate | undefined,
): boolean {
  if (hostBirthDate === undefined) return true;
  return [...(birthDates ?? []), ...record.subjects.map(({ birthDate }) => birthDate)].every(
    (birthDate) => hostBirthDate.startsWith(birthDate) || birthDate.startsWith(hostBirthDate),
  );
}
