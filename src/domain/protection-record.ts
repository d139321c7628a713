import type { Instant, LocalDate, LocalDateTime } from "./instant.js";

/** The three kinds of plan that CP-IS holds (design section 1). */
export type PlanKind = "child-protection-plan" | "looked-after-child" | "unborn-child-protection-plan";

/** Where a plan stands at a moment. *Ended* is a property of a plan, not a state of a lookup. */
export type PlanStatus = "current" | "ended" | "not-started";

/** One plan as CP-IS returned it. CP-IS carries no reason or category. */
export interface Plan {
  readonly kind: PlanKind;
  readonly startDate: LocalDateTime;
  /** Always present for an unborn child's plan, where it is usually the due date. */
  readonly endDate?: LocalDateTime;
}

/** Who the reply says the plan is about: the child, or the mother of an unborn child. */
export interface PlanSubject {
  readonly kind: "child" | "mother";
  readonly nhsNumber: string;
  /** As much of the date as the reply gave: `2018`, `2018-02` or `2018-02-14`. */
  readonly birthDate: LocalDate;
  readonly givenName: string;
  readonly familyName: string;
}

/** The plans one local authority has uploaded, and how to reach it. */
export interface AuthorityRecord {
  readonly odsCode: string;
  readonly name: string;
  /** National digits without spaces. The numbers come with the record, from the authority. */
  readonly officeHoursTelephone?: string;
  readonly emergencyDutyTelephone?: string;
  readonly plans: readonly Plan[];
}

/** One opening of the record in an unscheduled setting. Not a visit, and not a list of attendances (H-16). */
export interface RecordAccess {
  readonly at: Instant;
  /** A person's name, or the name of a system where no person was named. */
  readonly name: string;
  readonly role?: string;
  readonly organisation: string;
  /** Whether this entry is the lookup being shown. */
  readonly isThisCheck: boolean;
}

/** What of a reply could not be read; each is said in words, and nothing is silently dropped (design section 5). */
export type RecordGap =
  | "plan-unreadable"
  | "authority-unreadable"
  | "subject-unreadable"
  | "access-unreadable"
  | "too-many-accesses"
  | "record-count-differs"
  | "access-count-differs";

/** Everything CP-IS returned about one NHS number. */
export interface ProtectionRecord {
  readonly authorities: readonly AuthorityRecord[];
  readonly subjects: readonly PlanSubject[];
  /** Newest first; at most 25 are held by CP-IS. */
  readonly accesses: readonly RecordAccess[];
  /** The totals the reply itself declares; they need not agree with its contents. */
  readonly declaredChildRecords?: number;
  readonly declaredAccessRecords?: number;
  readonly gaps: readonly RecordGap[];
}

/**
 * Where a plan stands on an English wall clock.
 *
 * Visibility is never computed locally: what CP-IS returned is shown, an ended plan as ended.
 */
export function planStatus(plan: Plan, now: LocalDateTime): PlanStatus {
  if (plan.startDate > now) return "not-started";
  return plan.endDate === undefined || plan.endDate > now ? "current" : "ended";
}
