import type { Issue } from "../errors/cpis-error.js";
import type { Instant, LocalDate } from "./instant.js";
import type { PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";

/** Somebody says that a plan was entered in error and must leave CP-IS. Waits for a second person. */
export interface DeletionRequest {
  readonly localId: string;
  readonly kind: PlanKind;
  /** The plan's start as CP-IS holds it. */
  readonly start: LocalDate;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
}

/** A deletion that two people have agreed to. Only this puts a delete date into a file. */
export interface ApprovedDeletion extends DeletionRequest {
  readonly approvedBy: string;
  readonly approvedAt: Instant;
}

/** The result of asking a second person: the deletion, or why it may not happen. */
export type DeletionDecision =
  | { readonly allowed: true; readonly deletion: ApprovedDeletion }
  | { readonly allowed: false; readonly issues: readonly Issue[] };

const shortestReason = 10;

/**
 * Decides whether a plan may be deleted in error.
 *
 * A deletion takes a child out of sight, so it needs a reason in words, a second person who is not the first, and a history
 * that no longer says that the child had this plan, nor has one of its kind now: correcting the history comes first, and a plan that merely ended is
 * ended, never deleted (R-88, R-90, H-22).
 */
export function decideDeletion(
  request: DeletionRequest,
  approval: { readonly approvedBy: string; readonly approvedAt: Instant },
  periods: readonly PlanPeriod[],
): DeletionDecision {
  const issues: Issue[] = [];
  if (request.reason.trim().length < shortestReason) {
    issues.push({ path: "reason", message: "must say in words why the plan was entered in error" });
  }
  if (request.requestedBy.trim() === "") issues.push({ path: "requestedBy", message: "is missing" });
  if (approval.approvedBy.trim() === "") issues.push({ path: "approvedBy", message: "is missing" });
  else if (samePerson(request.requestedBy, approval.approvedBy)) {
    issues.push({ path: "approvedBy", message: "must be a second person" });
  }
  const today = approval.approvedAt.slice(0, 10);
  if (periods.some((period) => supports(period, request, today))) {
    issues.push({
      path: "start",
      message: "the status history still gives this plan: correct the history first, or end the plan instead",
    });
  }
  return issues.length === 0
    ? { allowed: true, deletion: { ...request, ...approval } }
    : { allowed: false, issues };
}

function samePerson(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

// Also any open plan of the same kind: CP-IS may tell plans of a child apart by their kind alone, and the deletion would then
// take the true plan with it.
function supports(period: PlanPeriod, request: DeletionRequest, today: LocalDate): boolean {
  if (period.kind !== request.kind) return false;
  const open = period.end === undefined || period.end >= today;
  const covers = period.start <= request.start && (period.end === undefined || request.start <= period.end);
  return open || covers;
}
