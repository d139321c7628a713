import type { Issue } from "../errors/cpis-error.js";
import { londonTime, type Instant, type LocalDate } from "./instant.js";
import { addDays } from "./local-date.js";
import type { PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";
import type { Sending } from "./sending.js";

/**
 * Why a plan may leave CP-IS by a delete date: it was never true, or it ended so long ago that CP-IS no longer takes its end.
 */
export type DeletionGround = "entered-in-error" | "end-too-late";

/** Somebody says that a plan must leave CP-IS. Waits for a second person. */
export interface DeletionRequest {
  readonly localId: string;
  readonly kind: PlanKind;
  /** The plan's start as CP-IS holds it. */
  readonly start: LocalDate;
  readonly reason: string;
  readonly requestedBy: string;
  /** As the asker's token gave it; absent where it gave none. Names only: who may agree is decided by the id. */
  readonly requestedByName?: string;
  readonly requestedAt: Instant;
}

/** A deletion that two people have agreed to. Only this puts a delete date into a file. */
export interface ApprovedDeletion extends DeletionRequest {
  readonly approvedBy: string;
  readonly approvedByName?: string;
  readonly approvedAt: Instant;
  /** Found in the history, not said by anybody; absent where it was entered in error. */
  readonly ground?: "end-too-late";
}

/** The result of asking a second person: the deletion, or why it may not happen. */
export type DeletionDecision =
  | { readonly allowed: true; readonly deletion: ApprovedDeletion }
  | { readonly allowed: false; readonly issues: readonly Issue[] };

const shortestReason = 10;

/** CP-IS shows a plan for a year after its end, and takes no end that lies further back. */
const takenAfterEndDays = 365;

/**
 * Decides whether a plan may be deleted.
 *
 * A deletion takes a child out of sight, so it needs a reason in words, a second person who is not the first, and a history
 * that no longer says that the child had this plan, nor has one of its kind now: correcting the history comes first, and a plan that
 * merely ended is ended, never deleted (R-90, H-22). Only where its end lies so far back that CP-IS no longer takes it is a plan of
 * the history deleted: otherwise the child would be shown as on a plan for ever (R-88, H-23).
 */
export function decideDeletion(
  request: DeletionRequest,
  approval: Pick<ApprovedDeletion, "approvedBy" | "approvedByName" | "approvedAt">,
  periods: readonly PlanPeriod[],
): DeletionDecision {
  const issues: Issue[] = [];
  if (request.reason.trim().length < shortestReason) {
    issues.push({ path: "reason", message: "must say in words why the plan is to be deleted" });
  }
  if (request.requestedBy.trim() === "") issues.push({ path: "requestedBy", message: "is missing" });
  if (approval.approvedBy.trim() === "") issues.push({ path: "approvedBy", message: "is missing" });
  else if (samePerson(request.requestedBy, approval.approvedBy)) {
    issues.push({ path: "approvedBy", message: "must be a second person" });
  }
  const today = londonTime(Date.parse(approval.approvedAt)).date;
  if (isStillGiven(request, periods, today)) {
    issues.push({
      path: "start",
      message: "the status history still gives this plan: correct the history first, or end the plan instead",
    });
  }
  if (issues.length > 0) return { allowed: false, issues };
  const late = periods.some((period) => isOf(period, request) && endsTooLate(period, today));
  return {
    allowed: true,
    deletion: { ...request, ...approval, ...(late ? { ground: "end-too-late" } : {}) },
  };
}

/**
 * Whether a plan ended so long ago that its end cannot be sent any more; only a deletion takes it out of CP-IS.
 */
export function endsTooLate({ end }: Pick<PlanPeriod, "end">, today: LocalDate): boolean {
  return end !== undefined && end < addDays(today, -takenAfterEndDays);
}

/**
 * The approved deletions that are not over.
 *
 * An approval is for one deletion. It is over once the register has accepted a later word of ours about that plan, be it the
 * deletion or that the plan stands after all: what two people agreed to was another history, and a deletion of it needs two people
 * again (R-90, H-22). `sendings` are our own under the number.
 */
export function standingDeletions(
  deletions: readonly ApprovedDeletion[],
  sendings: readonly Sending[],
): readonly ApprovedDeletion[] {
  return deletions.filter((deletion) => {
    const approvedAt = Date.parse(deletion.approvedAt);
    return !sendings.some(
      ({ outcome, madeAt, sentAt, plans }) =>
        outcome.kind === "accepted" &&
        Date.parse(madeAt ?? sentAt) >= approvedAt &&
        plans.some((plan) => isOf(plan, deletion)),
    );
  });
}

/**
 * Whether the history gives the very plan that is to be deleted: then the deletion rests, or one file would add what the next
 * deletes. A plan whose end CP-IS no longer takes is no obstacle: its deletion is what the history asks for.
 */
export function isGivenAgain(
  deletion: Pick<DeletionRequest, "kind" | "start">,
  periods: readonly PlanPeriod[],
  today: LocalDate,
): boolean {
  return periods.some((period) => isOf(period, deletion) && !endsTooLate(period, today));
}

/**
 * Whether the history says that the child had this plan, or has one of its kind now: nobody can agree to the deletion while it does
 * (R-90, H-22).
 */
export function isStillGiven(
  request: Pick<DeletionRequest, "kind" | "start">,
  periods: readonly PlanPeriod[],
  today: LocalDate,
): boolean {
  return periods.some((period) => supports(period, request, today));
}

function isOf(
  plan: Pick<PlanPeriod, "kind" | "start">,
  request: Pick<DeletionRequest, "kind" | "start">,
): boolean {
  return plan.kind === request.kind && plan.start === request.start;
}

function samePerson(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

// Also any open plan of the same kind: CP-IS may tell plans of a child apart by their kind alone, and the deletion would then
// take the true plan with it.
function supports(
  period: PlanPeriod,
  request: Pick<DeletionRequest, "kind" | "start">,
  today: LocalDate,
): boolean {
  if (period.kind !== request.kind || endsTooLate(period, today)) return false;
  const open = period.end === undefined || period.end >= today;
  const covers = period.start <= request.start && (period.end === undefined || request.start <= period.end);
  return open || covers;
}
