import { londonTime, type LocalDate } from "./instant.js";
import type { NotCheckedReason } from "./lookup-state.js";
import { parseNhsNumber, type NhsNumber } from "./nhs-number.js";
import type { NhsNumberStatus, PatientRef } from "./patient-context.js";

/** What made a lookup happen. Only a person's own press (`manual`, `check-again`) reaches beyond the automatic group. */
export type LookupTrigger = "opened" | "registered" | "manual" | "check-again";

/** The site's rules for who is looked up without anybody's press. */
export interface EligibilityPolicy {
  /** Automatic lookups for everyone younger than this; 18 or more, configurable upward only. */
  readonly automaticBelowAge: number;
  /** Whether a number whose tracing the host does not state may be used as if it were verified. */
  readonly acceptUnknownNhsNumberStatus: boolean;
}

/** The cautious default: under 18, and verified numbers only. */
export const defaultEligibilityPolicy: EligibilityPolicy = {
  automaticBelowAge: 18,
  acceptUnknownNhsNumberStatus: false,
};

/** What is wrong with an NHS number, so that nobody can be asked by it. Somebody has to look at each (H-06). */
export type NumberObstacle = Extract<
  NotCheckedReason,
  "nhs-number-missing" | "nhs-number-invalid" | "nhs-number-unverified"
>;

/** Whether the register may be asked about this patient now, and if not, why not. */
export type EligibilityDecision =
  | { readonly ask: true; readonly nhsNumber: NhsNumber }
  | { readonly ask: false; readonly reason: NumberObstacle | "not-in-automatic-group" };

/**
 * Decides whether a lookup may start. Pure: the same question always has the same answer.
 *
 * The NHS number's faults come first, because without a verified number nothing may be asked at all; the
 * automatic group comes last, because a person may look beyond it.
 */
export function decideEligibility(
  patient: Pick<PatientRef, "nhsNumber" | "nhsNumberStatus" | "birthDate" | "pregnancy">,
  trigger: LookupTrigger,
  policy: EligibilityPolicy,
  nowEpochMs: number,
): EligibilityDecision {
  const reading = parseNhsNumber(patient.nhsNumber);
  if (!reading.ok) {
    return { ask: false, reason: reading.fault === "missing" ? "nhs-number-missing" : "nhs-number-invalid" };
  }
  if (!isVerified(patient.nhsNumberStatus, policy)) return { ask: false, reason: "nhs-number-unverified" };
  const automatic = trigger === "opened" || trigger === "registered";
  if (automatic && !isInAutomaticGroup(patient, policy, nowEpochMs)) {
    return { ask: false, reason: "not-in-automatic-group" };
  }
  return { ask: true, nhsNumber: reading.nhsNumber };
}

function isVerified(status: NhsNumberStatus | undefined, policy: EligibilityPolicy): boolean {
  if (status === "verified") return true;
  return (status === undefined || status === "unknown") && policy.acceptUnknownNhsNumberStatus;
}

function isInAutomaticGroup(
  patient: Pick<PatientRef, "birthDate" | "pregnancy">,
  policy: EligibilityPolicy,
  nowEpochMs: number,
): boolean {
  if (patient.pregnancy === "pregnant" || patient.pregnancy === "maternity") return true;
  const age = patient.birthDate === undefined ? undefined : ageInYears(patient.birthDate, nowEpochMs);
  // An age nobody knows, or a date nobody can read, must not exclude a child.
  return age === undefined || age < policy.automaticBelowAge;
}

/** Whole years on the English calendar, or undefined where the date cannot be read. */
export function ageInYears(birthDate: LocalDate, nowEpochMs: number): number | undefined {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(birthDate);
  if (match === null || Number.isNaN(Date.parse(birthDate))) return undefined;
  const today = londonTime(nowEpochMs).date;
  const years = Number(today.slice(0, 4)) - Number(match[1]);
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
