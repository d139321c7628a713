import { londonTime, toInstant, type Instant, type LocalDate } from "./instant.js";
import type { PlanPeriod } from "./plan-periods.js";
import { acceptedState, hidesChild, inOrder, lastsOn, type AcceptedState, type Sending } from "./sending.js";
import type { PlanKind } from "./protection-record.js";
import type { SendingObstacle } from "./sending-obstacle.js";
import type { LatestChange, NotVisibleReason, Visibility } from "./visibility-state.js";

/** Everything that decides what the NHS can see of one subject. */
export interface VisibilityInput {
  /** Whose plans they are: a child's own, or an unborn child's, which its mother carries. */
  readonly about: "child" | "mother";
  /** The number under which the plans are held: the child's, or the mother's of an unborn child. */
  readonly nhsNumber?: string;
  /** Derived today from the whole status history. */
  readonly periods: readonly PlanPeriod[];
  /** Whether a status lasts today that the table maps to nothing. */
  readonly hasUnmappedStatus: boolean;
  readonly obstacles: readonly SendingObstacle[];
  /** Every sending of the subject, in any order. */
  readonly sendings: readonly Sending[];
  /** Since when a change has been waiting to go into a file. */
  readonly changedAt?: Instant;
  /** An unanswered upload is an alarm after this. */
  readonly answerLimitMs: number;
}

/** The answer limit that R-94 names. */
export const defaultAnswerLimitMs = 24 * 3_600_000;

/**
 * Decides what the NHS can see of one subject. Pure.
 *
 * *Visible* needs a plan that the register itself has accepted under today's NHS number, that has not ended, and no later
 * answer that hides the child. Everything that is not known to be visible is said not to be.
 */
export function decideVisibility(input: VisibilityInput, nowEpochMs: number): Visibility {
  const today = londonTime(nowEpochMs).date;
  const sendings = relevantSendings(input);
  const accepted = acceptedState(sendings, input.nhsNumber ?? "");
  const sensitive = sensitiveSince(sendings);
  if (sensitive !== undefined) return { kind: "cannot-be-shared", at: sensitive };
  if (input.obstacles.includes("nhs-number-inactive")) {
    return { kind: "not-visible", reason: "nhs-number-inactive" };
  }
  const grownUp = endedByAge(input.periods, today);
  if (grownUp !== undefined && accepted.plans.length > 0) return { kind: "ended", endedOn: grownUp };
  if (accepted.since !== undefined && accepted.plans.some((plan) => lastsOn(plan, today))) {
    const latestChange = decideLatestChange(input, sendings, nowEpochMs);
    return {
      kind: "visible",
      since: accepted.since,
      confirmedAt: accepted.confirmedAt ?? accepted.since,
      ...(latestChange === undefined ? {} : { latestChange }),
    };
  }
  return decideUnseen(input, sendings, accepted, nowEpochMs);
}

// Of a record that also carries a young mother's own plans, or her unborn child's, only this subject's plans count.
function relevantSendings({ nhsNumber, about, sendings }: VisibilityInput): readonly Sending[] {
  if (nhsNumber === undefined) return [];
  return inOrder(sendings, nhsNumber)
    .map((sending) => ({ ...sending, plans: sending.plans.filter(({ kind }) => isAbout(kind, about)) }))
    .filter((sending) => sending.plans.length > 0 || hidesChild(sending.outcome));
}

function isAbout(kind: PlanKind, about: VisibilityInput["about"]): boolean {
  return (kind === "unborn-child-protection-plan") === (about === "mother");
}

// Since when the register has called the record sensitive: only an acceptance takes that back, no other refusal does.
function sensitiveSince(sendings: readonly Sending[]): Instant | undefined {
  const telling = sendings.filter(({ outcome }) => outcome.kind === "accepted" || hidesChild(outcome)).at(-1);
  return telling?.outcome.kind === "cannot-be-shared" ? telling.outcome.at : undefined;
}

function endedByAge(periods: readonly PlanPeriod[], today: LocalDate): LocalDate | undefined {
  return periods.find(
    ({ endCause, end }) => endCause === "eighteenth-birthday" && end !== undefined && end <= today,
  )?.end;
}

function decideLatestChange(
  input: VisibilityInput,
  sendings: readonly Sending[],
  nowEpochMs: number,
): LatestChange | undefined {
  const [obstacle] = input.obstacles;
  if (obstacle !== undefined) return { kind: "not-accepted", reason: obstacle };
  const outcome = sendings.at(-1)?.outcome;
  if (outcome?.kind === "refused") return { kind: "not-accepted", reason: outcome.reason, at: outcome.at };
  if (outcome?.kind === "held") {
    return { kind: "not-accepted", reason: "answer-not-understood", at: outcome.at };
  }
  const since =
    outcome?.kind === "waiting" || outcome?.kind === "resubmit" ? waitingSince(sendings) : input.changedAt;
  if (since === undefined) return undefined;
  return { kind: "waiting", since, overdue: isOverdue(since, input, nowEpochMs) };
}

function decideUnseen(
  input: VisibilityInput,
  sendings: readonly Sending[],
  accepted: AcceptedState,
  nowEpochMs: number,
): Visibility {
  const today = londonTime(nowEpochMs).date;
  const wanted = input.periods.some((period) => lastsOn(period, today));
  const [obstacle] = input.obstacles;
  if (wanted && obstacle !== undefined) return { kind: "not-visible", reason: obstacle };
  const endedOn = accepted.plans
    .flatMap(({ end }) => end ?? [])
    .sort()
    .at(-1);
  if (!wanted && endedOn !== undefined && accepted.confirmedAt !== undefined) {
    return { kind: "ended", endedOn, acceptedAt: accepted.confirmedAt };
  }
  const answer = decideByLatest(input, sendings, nowEpochMs);
  if (answer !== undefined) return answer;
  if (wanted && input.changedAt !== undefined) return waiting("queued", input.changedAt, input, nowEpochMs);
  if (wanted) return { kind: "not-visible", reason: "not-sent" };
  return { kind: "not-visible", reason: unseenReason(input, accepted) };
}

function unseenReason(input: VisibilityInput, accepted: AcceptedState): NotVisibleReason {
  if (input.hasUnmappedStatus) return "status-not-mapped";
  return accepted.removed ? "removed" : "nothing-to-share";
}

function decideByLatest(
  input: VisibilityInput,
  sendings: readonly Sending[],
  nowEpochMs: number,
): Visibility | undefined {
  const latest = sendings.at(-1);
  if (latest === undefined) return undefined;
  const { outcome } = latest;
  switch (outcome.kind) {
    case "accepted":
    case "cannot-be-shared":
      return undefined;
    case "waiting":
      return waiting("sent", waitingSince(sendings), input, nowEpochMs);
    case "resubmit":
      return waiting("sending-again", waitingSince(sendings), input, nowEpochMs);
    case "held":
      return { kind: "not-visible", reason: "answer-not-understood", at: outcome.at };
    case "refused": {
      const detail = outcome.detail === undefined ? {} : { detail: outcome.detail };
      return { kind: "not-visible", reason: outcome.reason, at: outcome.at, code: outcome.code, ...detail };
    }
  }
}

// A file that is sent again waits since its first sending: the repeat must not put the alarm off.
function waitingSince(sendings: readonly Sending[]): Instant {
  let since = sendings.at(-1)?.sentAt ?? "";
  for (const sending of [...sendings].reverse()) {
    if (sending.outcome.kind !== "waiting" && sending.outcome.kind !== "resubmit") break;
    since = sending.sentAt;
  }
  return since;
}

function waiting(
  phase: Extract<Visibility, { kind: "waiting" }>["phase"],
  since: Instant,
  input: VisibilityInput,
  nowEpochMs: number,
): Visibility {
  const alarmAt = toInstant(Date.parse(since) + input.answerLimitMs);
  return { kind: "waiting", phase, since, alarmAt, overdue: isOverdue(since, input, nowEpochMs) };
}

function isOverdue(since: Instant, input: VisibilityInput, nowEpochMs: number): boolean {
  return nowEpochMs >= Date.parse(since) + input.answerLimitMs;
}
