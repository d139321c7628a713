import { londonTime, type LocalDate } from "./instant.js";
import { compareDates } from "./local-date.js";
import { endsTooLate, isGivenAgain, type ApprovedDeletion } from "./plan-deletion.js";
import { sentEnd, type PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";
import { lastsOn, type PlanOnFile } from "./sending.js";

/** What the next file says about one subject, and what a person must settle. */
export interface Reconciliation {
  /** One plan of each kind at most; with the plans that already stand, so that a record is always whole. */
  readonly send: readonly PlanOnFile[];
  /** Whether something in `send` differs from what the register has accepted. */
  readonly changed: boolean;
  /** Changes that wait for the file after the next: a file says one thing about one plan kind of a child. */
  readonly later: number;
  /** Plans the register holds that the history no longer supports. Never ended, never deleted by themselves (H-22, H-23). */
  readonly unsupported: readonly PlanOnFile[];
}

/**
 * Compares what a subject's history says with what the register has accepted.
 *
 * Plans are told apart by kind and start, because the messages carry no other identity. An older change goes first: the end of one
 * plan before the start of the next of its kind. Absence from a file never removes anything, and an approved deletion rests
 * while the history gives its plan.
 */
export function reconcilePlans(
  periods: readonly PlanPeriod[],
  accepted: readonly PlanOnFile[],
  deletions: readonly ApprovedDeletion[],
  today: LocalDate,
): Reconciliation {
  const deleted = deletions
    .filter((deletion) => !isGivenAgain(deletion, periods, today))
    .flatMap((deletion) => toDeletion(deletion, accepted));
  const wanted = periods
    .filter((period) => !deleted.some((plan) => sameIdentity(plan, period)))
    .filter((period) => isWorthSending(period, accepted, today))
    .map(toPlanOnFile);
  const kinds = new Set<PlanKind>([...wanted, ...deleted].map(({ kind }) => kind));
  const send: PlanOnFile[] = [];
  let changes = 0;
  for (const kind of kinds) {
    const own = [...deleted, ...wanted].filter((plan) => plan.kind === kind);
    const differing = own
      .filter((plan) => !accepted.some((known) => samePlan(known, plan)))
      .sort((one, other) => compareDates(one.start, other.start));
    changes += differing.length;
    const next = differing[0] ?? own.sort((one, other) => compareDates(one.start, other.start)).at(-1);
    if (next !== undefined) send.push(next);
  }
  const sentNow = send.filter((plan) => !accepted.some((known) => samePlan(known, plan))).length;
  return {
    send,
    changed: sentNow > 0,
    later: changes - sentNow,
    unsupported: findUnsupported([...periods, ...deleted], accepted, today),
  };
}

// Still or again on the child's record, or on the register's: anything else would come back as an error.
function isWorthSending(period: PlanPeriod, accepted: readonly PlanOnFile[], today: LocalDate): boolean {
  if (period.endCause === "eighteenth-birthday" && period.end !== undefined && period.end <= today)
    return false;
  // One that ended longer ago and was never sent is history, and its file an error.
  return (
    !endsTooLate(period, today) ||
    accepted.some((known) => sameIdentity(known, period) && lastsOn(known, today))
  );
}

function toPlanOnFile(period: PlanPeriod): PlanOnFile {
  const end = sentEnd(period);
  return { kind: period.kind, start: period.start, ...(end === undefined ? {} : { end }) };
}

// A deletion is sent once: when the register has accepted it, the plan is no longer among those it holds.
function toDeletion(deletion: ApprovedDeletion, accepted: readonly PlanOnFile[]): readonly PlanOnFile[] {
  const held = accepted.find((known) => sameIdentity(known, deletion));
  return held === undefined ? [] : [{ ...held, deletedOn: londonTime(Date.parse(deletion.approvedAt)).date }];
}

function findUnsupported(
  supporting: readonly Pick<PlanOnFile, "kind" | "start">[],
  accepted: readonly PlanOnFile[],
  today: LocalDate,
): readonly PlanOnFile[] {
  return accepted.filter(
    (known) => lastsOn(known, today) && !supporting.some((plan) => sameIdentity(plan, known)),
  );
}

function sameIdentity(
  one: Pick<PlanOnFile, "kind" | "start">,
  other: Pick<PlanOnFile, "kind" | "start">,
): boolean {
  return one.kind === other.kind && one.start === other.start;
}

function samePlan(one: PlanOnFile, other: PlanOnFile): boolean {
  return sameIdentity(one, other) && one.end === other.end && one.deletedOn === other.deletedOn;
}
