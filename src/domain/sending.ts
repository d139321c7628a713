import { londonTime, type Instant, type LocalDate } from "./instant.js";
import type { PlanKind } from "./protection-record.js";
import type { NotVisibleReason } from "./visibility-state.js";

/** A plan as one file said it. */
export interface PlanOnFile {
  readonly kind: PlanKind;
  readonly start: LocalDate;
  readonly end?: LocalDate;
  /** Said to leave the register on that day, because it was entered in error. */
  readonly deletedOn?: LocalDate;
}

/** Why an upload, or one subject of it, is held for a person although an answer came. */
export type HoldReason =
  /** The answer could not say which file it is about (sequence number -1). */
  | "sequence-unreadable"
  /** Counts in the answer differ from each other or from what was sent. */
  | "count-differs"
  | "unknown-file-code"
  /** Two different codes for one file. */
  | "file-codes-disagree"
  | "unknown-record-code"
  /** A detail that is not known to be about anybody else may be about this subject. */
  | "unpaired-detail"
  /** Others were answered, this subject was not. */
  | "no-detail";

/** What became of one subject of one upload. Only the register's own answer makes `accepted` (H-20). */
export type SubjectOutcome =
  | { readonly kind: "waiting" }
  | { readonly kind: "accepted"; readonly at: Instant }
  | {
      readonly kind: "refused";
      readonly at: Instant;
      readonly reason: NotVisibleReason;
      readonly code: string;
      readonly detail?: string;
    }
  | { readonly kind: "cannot-be-shared"; readonly at: Instant }
  | { readonly kind: "held"; readonly at: Instant; readonly reason: HoldReason }
  /** The register was unavailable: it will be sent again from that day's data. */
  | { readonly kind: "resubmit"; readonly at: Instant };

/** One sending of one subject. */
export interface Sending {
  readonly sequenceNumber: number;
  readonly sentAt: Instant;
  /** When its file was made of that moment's data; absent where it is not known apart from `sentAt`. */
  readonly madeAt?: Instant;
  readonly nhsNumber: string;
  readonly plans: readonly PlanOnFile[];
  readonly outcome: SubjectOutcome;
}

/** What the register is known to hold about a subject: only what it has accepted. */
export interface AcceptedState {
  readonly plans: readonly PlanOnFile[];
  /** Since when without a break there has been a plan that had not ended; absent where there is none. */
  readonly since?: Instant;
  readonly confirmedAt?: Instant;
  /** Whether a plan was taken out because it was entered in error. */
  readonly removed: boolean;
}

/** Whether a plan lasts on a day, as the NHS is shown it: on its end date it has ended. */
export function lastsOn(plan: Pick<PlanOnFile, "end">, day: LocalDate): boolean {
  return plan.end === undefined || plan.end > day;
}

/**
 * Adds up what the register accepted under one NHS number, in the order of the files.
 *
 * A plan that a later file does not mention stays: absence from a file is never a removal. A refusal that says that
 * nobody will find the number (CPR01, CPR05) or that the record is sensitive (CPR02) breaks what was visible.
 */
export function acceptedState(sendings: readonly Sending[], nhsNumber: string): AcceptedState {
  let state: AcceptedState = { plans: [], removed: false };
  for (const sending of inOrder(sendings, nhsNumber)) {
    if (sending.outcome.kind === "accepted") state = accept(state, sending, sending.outcome.at);
    else if (hidesChild(sending.outcome)) state = { plans: [], removed: state.removed };
  }
  return state;
}

/** The sendings under one NHS number, oldest file first. */
export function inOrder(sendings: readonly Sending[], nhsNumber: string): readonly Sending[] {
  return sendings
    .filter((sending) => sending.nhsNumber === nhsNumber)
    .sort((one, other) => one.sequenceNumber - other.sequenceNumber);
}

/** Whether an answer means that whoever looks now finds nothing, whatever was accepted before (H-07, H-25). */
export function hidesChild(outcome: SubjectOutcome): boolean {
  if (outcome.kind === "cannot-be-shared") return true;
  return (
    outcome.kind === "refused" &&
    (outcome.reason === "nhs-number-replaced" || outcome.reason === "nhs-cannot-find-child")
  );
}

function accept(state: AcceptedState, sending: Sending, at: Instant): AcceptedState {
  const day = londonTime(Date.parse(at)).date;
  const said = new Map(state.plans.map((plan) => [planKey(plan), plan]));
  let removed = state.removed;
  for (const plan of sending.plans) {
    if (plan.deletedOn === undefined) said.set(planKey(plan), plan);
    else {
      said.delete(planKey(plan));
      removed = true;
    }
  }
  const plans = [...said.values()];
  const wasLive = state.plans.some((plan) => lastsOn(plan, day));
  const isLive = plans.some((plan) => lastsOn(plan, day));
  const since = wasLive ? (state.since ?? at) : at;
  return { plans, ...(isLive ? { since } : {}), confirmedAt: at, removed };
}

function planKey(plan: Pick<PlanOnFile, "kind" | "start">): string {
  return `${plan.kind} ${plan.start}`;
}
