import { toInstant } from "../../../domain/instant.js";
import type { ApprovedDeletion } from "../../../domain/plan-deletion.js";
import type { PlanPeriod } from "../../../domain/plan-periods.js";
import { decidedDeletions, withDecidedEnds, type MadeDecision } from "../../../domain/takeover.js";
import type { StoredTakeover } from "../../../ports/takeover-store.js";
import type { StoredSending } from "../../../ports/upload-store.js";

/** What an approved take-over brings into the picture. */
export interface TakeoverBaseline {
  /** The previous system's last word on each child, as if a file of ours before the first had said it and been accepted. */
  readonly sendings: readonly StoredSending[];
  withEnds(nhsNumber: string, periods: readonly PlanPeriod[]): readonly PlanPeriod[];
  deletions(nhsNumber: string): readonly ApprovedDeletion[];
}

const baselines = new WeakMap<StoredTakeover, TakeoverBaseline>();

/**
 * The baseline of an approved take-over; undefined for any other.
 *
 * It only says what CP-IS is to be compared with. What the NHS can see follows from answers to our own files alone (H-20): a child of
 * the previous system is *visible* on our screens once CP-IS has accepted it from us.
 */
export function takeoverBaseline(takeover: StoredTakeover | undefined): TakeoverBaseline | undefined {
  if (takeover?.state !== "approved") return undefined;
  const known = baselines.get(takeover) ?? createBaseline(takeover);
  baselines.set(takeover, known);
  return known;
}

function createBaseline({
  previous,
  decisions,
  firstSequenceNumber,
  ...takeover
}: StoredTakeover): TakeoverBaseline {
  const at = toInstant(takeover.approvedAt ?? takeover.since);
  const approval = { approvedBy: takeover.approvedBy ?? "", approvedAt: at };
  const byNumber = new Map<string, MadeDecision[]>();
  for (const decision of decisions) {
    byNumber.set(decision.nhsNumber, [...(byNumber.get(decision.nhsNumber) ?? []), decision]);
  }
  const decided = (nhsNumber: string): readonly MadeDecision[] => byNumber.get(nhsNumber) ?? [];
  return {
    sendings: previous.map(({ nhsNumber, subjects, plans }) => ({
      sequenceNumber: firstSequenceNumber - 1,
      sentAt: at,
      nhsNumber,
      subjects,
      plans,
      outcome: { kind: "accepted", at },
    })),
    withEnds: (nhsNumber, periods) => withDecidedEnds(periods, decided(nhsNumber)),
    deletions: (nhsNumber) => decidedDeletions(decided(nhsNumber), approval),
  };
}
