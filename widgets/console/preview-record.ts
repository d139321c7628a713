import { toInstant, type LocalDate } from "../../src/domain/instant.js";
import type { LookupState } from "../../src/domain/lookup-state.js";
import type { AuthorityRecord, Plan, PlanKind } from "../../src/domain/protection-record.js";

/** A plan of nobody. */
export const examplePlan = (kind: PlanKind, start: LocalDate, end?: LocalDate): Plan => ({
  kind,
  startDate: `${start}T00:00`,
  ...(end === undefined ? {} : { endDate: `${end}T00:00` }),
});

/** A council that does not exist; numbers are of the ranges that nobody is given. */
export const northshire = (...plans: readonly Plan[]): AuthorityRecord => ({
  odsCode: "E09000111",
  name: "Northshire Council",
  officeHoursTelephone: "01632960101",
  emergencyDutyTelephone: "01632960199",
  plans,
});

/** Another one. */
export const weirdale = (...plans: readonly Plan[]): AuthorityRecord => ({
  odsCode: "E09000222",
  name: "Weirdale County Council",
  officeHoursTelephone: "01632960204",
  emergencyDutyTelephone: "01632960299",
  plans,
});

/** An answer with their plans, opened by nobody but this check. */
export function exampleRecord(nowEpochMs: number, ...authorities: readonly AuthorityRecord[]): LookupState {
  const at = toInstant(nowEpochMs);
  return {
    kind: "record",
    retrievedAt: at,
    record: {
      authorities,
      subjects: [],
      accesses: [{ at, name: "EXAMPLE, Priya", role: "Nurse", organisation: "This site", isThisCheck: true }],
      gaps: [],
    },
  };
}
