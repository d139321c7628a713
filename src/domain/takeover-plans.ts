import type { Instant, LocalDate } from "./instant.js";
import { addDays, eighteenthBirthday } from "./local-date.js";
import type { NhsNumber } from "./nhs-number.js";
import type { ApprovedDeletion } from "./plan-deletion.js";
import { sentEnd, type PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";
import { reconcilePlans } from "./reconcile.js";
import { lastsOn, type PlanOnFile } from "./sending.js";
import {
  decidedDeletions,
  isAboutPlan,
  withDecidedEnds,
  type MadeDecision,
  type PreviousChild,
  type TakeoverAct,
  type TakeoverWhy,
} from "./takeover.js";

/** Everything that is known under one NHS number. */
export interface NumberFacts {
  readonly nhsNumber: NhsNumber;
  readonly previous?: PreviousChild;
  /** Whether a case of ours has the number. */
  readonly known: boolean;
  readonly periods: readonly PlanPeriod[];
  /** Plans of cases that cannot be sent. */
  readonly withheld: readonly { readonly period: PlanPeriod; readonly why: TakeoverWhy }[];
  /** Why nothing at all may be said under the number. */
  readonly closed?: TakeoverWhy;
  readonly deletions: readonly ApprovedDeletion[];
  readonly decisions: readonly MadeDecision[];
  readonly today: LocalDate;
}

/** A file says one thing about one kind of plan of a child; more files than these are never needed for one child. */
const mostFiles = 20;
const shownAfterEndDays = 365;

/** What becomes of every plan under one number: of each that CP-IS holds, and of each that our cases have. */
export function decideActs(facts: NumberFacts): readonly TakeoverAct[] {
  const held = facts.previous?.plans ?? [];
  const { nhsNumber } = facts;
  const withheld = facts.withheld
    .filter(({ period }) => !held.some((plan) => isAboutPlan(period, plan)))
    .filter(({ period }) => isRecent(period, facts.today))
    .map(({ period: { kind, start, end }, why }): TakeoverAct => ({
      act: "withheld",
      nhsNumber,
      kind,
      start,
      ...(end === undefined ? {} : { end }),
      why,
    }));
  if (facts.closed !== undefined) return [...held.map((plan) => leave(facts, plan)), ...withheld];
  const files = filesFor(facts);
  const added = files.flatMap((plans, index) =>
    plans.flatMap((plan): readonly TakeoverAct[] =>
      plan.deletedOn !== undefined || held.some((known) => isAboutPlan(known, plan))
        ? []
        : [{ act: "add", nhsNumber, ...toPlan(plan), file: fileName(index) }],
    ),
  );
  return [...held.map((plan) => decideHeld(facts, files, plan)), ...added, ...withheld];
}

/** The changes that the first file and those after it bring to CP-IS, each file on top of the one before. */
function filesFor(facts: NumberFacts): readonly (readonly PlanOnFile[])[] {
  const periods = withDecidedEnds(facts.periods, facts.decisions);
  const deletions = [...facts.deletions, ...decidedDeletions(facts.decisions, approvedOn(facts.today))];
  const files: (readonly PlanOnFile[])[] = [];
  let held = facts.previous?.plans ?? [];
  while (files.length < mostFiles) {
    const { send, changed } = reconcilePlans(periods, held, deletions, facts.today);
    if (!changed) break;
    const before = held;
    files.push(send.filter((plan) => !before.some((known) => isSame(known, plan))));
    held = [
      ...before.filter((known) => !send.some((plan) => isAboutPlan(known, plan))),
      ...send.filter(({ deletedOn }) => deletedOn === undefined),
    ];
  }
  return files;
}

// Who approves is not known yet, and the difference does not depend on it.
function approvedOn(today: LocalDate): { readonly approvedBy: string; readonly approvedAt: Instant } {
  return { approvedBy: "", approvedAt: `${today}T12:00:00.000Z` };
}

function decideHeld(
  facts: NumberFacts,
  files: readonly (readonly PlanOnFile[])[],
  plan: PlanOnFile,
): TakeoverAct {
  const about = { nhsNumber: facts.nhsNumber, kind: plan.kind, start: plan.start };
  const heldEnd = plan.end === undefined ? {} : { heldEnd: plan.end };
  const blocked = facts.withheld.find(({ period }) => period.kind === plan.kind);
  if (blocked !== undefined) return leave(facts, plan, blocked.why);
  const index = files.findIndex((each) => each.some((change) => isAboutPlan(change, plan)));
  const change = files[index]?.find((each) => isAboutPlan(each, plan));
  if (change !== undefined) {
    const file = fileName(index);
    if (change.deletedOn !== undefined) return { act: "delete", ...about, ...heldEnd, file };
    if (isTooLate(change, facts.today)) {
      return { act: "undecided", ...about, ...heldEnd, why: "ended-too-long-ago" };
    }
    const act = plan.end === undefined && change.end !== undefined ? "end" : "change";
    return { act, ...about, ...(change.end === undefined ? {} : { end: change.end }), ...heldEnd, file };
  }
  const end = plan.end === undefined ? {} : { end: plan.end };
  if (isSupported(facts, plan)) return { act: "same", ...about, ...end, ...heldEnd };
  if (facts.decisions.some((each) => each.decision === "keep" && isAboutPlan(each, plan))) {
    return { act: "keep", ...about, ...end, ...heldEnd };
  }
  if (!lastsOn(plan, facts.today) || isGrownUp(facts, plan.kind)) {
    return { act: "ended", ...about, ...end, ...heldEnd };
  }
  const why = facts.known ? "not-in-history" : "not-in-cases";
  return { act: "undecided", ...about, ...end, ...heldEnd, why };
}

// Under a closed number nothing can be said; about a child we do not know somebody must still say that they have seen it.
function leave(facts: NumberFacts, plan: PlanOnFile, why = facts.closed): TakeoverAct {
  const kept = facts.decisions.some((each) => each.decision === "keep" && isAboutPlan(each, plan));
  const ended = !lastsOn(plan, facts.today);
  const unseen = facts.known || ended ? "left" : "undecided";
  return {
    act: kept ? "keep" : unseen,
    nhsNumber: facts.nhsNumber,
    ...toPlan(plan),
    ...(plan.end === undefined ? {} : { heldEnd: plan.end }),
    ...(why === undefined ? {} : { why }),
  };
}

function isSupported({ periods }: NumberFacts, plan: PlanOnFile): boolean {
  const period = periods.find((each) => isAboutPlan(each, plan));
  return period !== undefined && (sentEnd(period) === plan.end || period.endCause === "eighteenth-birthday");
}

// On its eighteenth birthday the record ends by itself; later updates are errors.
function isGrownUp({ previous, today }: NumberFacts, kind: PlanKind): boolean {
  if (kind === "unborn-child-protection-plan") return false;
  const child = previous?.subjects.find((subject) => subject.kind === "child");
  return child !== undefined && eighteenthBirthday(child.birthDate) <= today;
}

function isTooLate({ end, kind }: PlanOnFile, today: LocalDate): boolean {
  if (kind === "unborn-child-protection-plan" || end === undefined) return false;
  return end < addDays(today, -shownAfterEndDays);
}

function isRecent({ end }: Pick<PlanPeriod, "end">, today: LocalDate): boolean {
  return end === undefined || end >= addDays(today, -shownAfterEndDays);
}

function isSame(one: PlanOnFile, other: PlanOnFile): boolean {
  return isAboutPlan(one, other) && one.end === other.end && one.deletedOn === other.deletedOn;
}

function toPlan({ kind, start, end }: PlanOnFile): Pick<TakeoverAct, "kind" | "start" | "end"> {
  return { kind, start, ...(end === undefined ? {} : { end }) };
}

function fileName(index: number): "first" | "later" {
  return index === 0 ? "first" : "later";
}
