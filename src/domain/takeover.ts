import type { Instant, LocalDate } from "./instant.js";
import type { NhsNumber } from "./nhs-number.js";
import type { ApprovedDeletion } from "./plan-deletion.js";
import type { PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";
import type { PlanOnFile } from "./sending.js";
import type { SendingObstacle } from "./sending-obstacle.js";
import type { UploadSubject } from "./upload-batch.js";

/** What the previous system last told CP-IS about one NHS number. */
export interface PreviousChild {
  readonly nhsNumber: NhsNumber;
  /** One or two, as in a file: a young mother has plans of her own and carries her unborn child's. */
  readonly subjects: readonly UploadSubject[];
  /** Told apart by kind and start; none that was deleted. */
  readonly plans: readonly PlanOnFile[];
  /** CP-IS refused the last record about this number: it may hold an older version, and is taken to hold one. */
  readonly refused?: true;
}

/** Names one plan on CP-IS. */
export interface PlanName {
  readonly nhsNumber: NhsNumber;
  readonly kind: PlanKind;
  readonly start: LocalDate;
}

/** What a person decided about a plan that no case of ours explains. */
export type TakeoverDecision = PlanName &
  (
    | { readonly decision: "end"; readonly end: LocalDate }
    /** Entered in error: it leaves CP-IS. */
    | { readonly decision: "delete"; readonly reason: string }
    /** It stays as CP-IS has it: the child is known elsewhere, or the case is still to be added. */
    | { readonly decision: "keep"; readonly reason: string }
  );

/** A decision with whose it is. */
export type MadeDecision = TakeoverDecision & { readonly decidedBy: string; readonly decidedAt: Instant };

/** What becomes of one plan. */
export type TakeoverActKind =
  /** In our cases, not on CP-IS. */
  | "add"
  /** CP-IS is told when it ended. */
  | "end"
  /** CP-IS is told another end, or that it has none. */
  | "change"
  | "delete"
  /** CP-IS has it as we have it; it is said again. */
  | "same"
  /** A person decided to leave it as it is. */
  | "keep"
  /** It has ended on CP-IS and leaves by itself; nothing is said about it. */
  | "ended"
  /** CP-IS has it, we may not say anything under that number, and it stays as it is. */
  | "left"
  /** In our cases, and nothing can be sent about it. */
  | "withheld"
  /** CP-IS has it and nothing says what should become of it: somebody must decide. */
  | "undecided";

/** Why a plan is withheld, left or undecided. */
export type TakeoverWhy =
  | SendingObstacle
  /** Two cases say different things about the number. */
  | "shared-number"
  /** No case of ours has the number. */
  | "not-in-cases"
  /** A case has the number, and its history gives no such plan. */
  | "not-in-history"
  /** CP-IS refuses an end more than 365 days ago: delete it, or correct the history. */
  | "ended-too-long-ago";

/** One plan of a line. */
export interface TakeoverAct {
  readonly act: TakeoverActKind;
  /** Absent where a case has none. */
  readonly nhsNumber?: NhsNumber;
  readonly kind: PlanKind;
  readonly start: LocalDate;
  /** The end that CP-IS holds afterwards. */
  readonly end?: LocalDate;
  /** The end that CP-IS holds now, of a plan that it holds. */
  readonly heldEnd?: LocalDate;
  /** `later` waits for the file after the first: one file says one thing about one kind of plan of a child. */
  readonly file?: "first" | "later";
  readonly why?: TakeoverWhy;
}

/** What one line comes to. */
export type TakeoverLineKind =
  | "decide"
  | "delete"
  | "end"
  | "change"
  | "add"
  /** More than one of the above. */
  | "several"
  | "withheld"
  | "keep"
  | "same"
  /** Nothing is on CP-IS, and nothing of the case belongs there. */
  | "nothing";

/** A child with everything under the numbers that belong together; each number and each case stands in one line only. */
export interface TakeoverLine {
  readonly kind: TakeoverLineKind;
  readonly caseIds: readonly string[];
  /** Numbers of the previous system's children in this line. */
  readonly previous: readonly PreviousChild[];
  readonly acts: readonly TakeoverAct[];
}

/** Whether a decision speaks of a plan. */
export function isAboutPlan(
  name: Pick<TakeoverDecision, "kind" | "start">,
  plan: Pick<PlanOnFile, "kind" | "start">,
): boolean {
  return name.kind === plan.kind && name.start === plan.start;
}

/**
 * The periods under one number with the ends that people decided. A plan that a case's history gives follows the history.
 */
export function withDecidedEnds(
  periods: readonly PlanPeriod[],
  decisions: readonly TakeoverDecision[],
): readonly PlanPeriod[] {
  const decided = decisions.flatMap((decision): readonly PlanPeriod[] => {
    if (decision.decision !== "end" || periods.some((period) => isAboutPlan(decision, period))) return [];
    const { kind, start, end } = decision;
    return [{ kind, start, end, endCause: "status-ended" }];
  });
  return [...periods, ...decided];
}

/** The deletions that people decided under one number, in the form that any other deletion has. */
export function decidedDeletions(
  decisions: readonly MadeDecision[],
  approval: { readonly approvedBy: string; readonly approvedAt: Instant },
): readonly ApprovedDeletion[] {
  return decisions.flatMap((decision) => {
    if (decision.decision !== "delete") return [];
    const { kind, start, reason, decidedBy, decidedAt } = decision;
    return [
      { localId: "", kind, start, reason, requestedBy: decidedBy, requestedAt: decidedAt, ...approval },
    ];
  });
}
