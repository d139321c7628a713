import type { Issue } from "../errors/cpis-error.js";
import type { Instant, LocalDate } from "./instant.js";
import { addDays, isLocalDate } from "./local-date.js";
import type { PlanPeriod } from "./plan-periods.js";
import { lastsOn } from "./sending.js";
import type { MadeDecision, TakeoverAct, TakeoverDecision, TakeoverLine } from "./takeover.js";

const shortestReason = 10;
const oldestEndDays = 365;

/**
 * Every fault of a decision about one plan. Decisions are for plans that nothing else explains.
 *
 * A deletion needs that our cases have no open plan of its kind under the number: CP-IS may tell a child's plans apart by their kind
 * alone, and the true plan would go with it (R-90, H-22).
 */
export function findDecisionFaults(
  decision: TakeoverDecision,
  act: TakeoverAct,
  periods: readonly PlanPeriod[],
  today: LocalDate,
): readonly Issue[] {
  const issues: Issue[] = [];
  if (act.act !== "undecided" && act.act !== "keep" && act.act !== "end" && act.act !== "delete") {
    issues.push({ path: "planId", message: "needs no decision" });
  }
  if (decision.decision === "end") issues.push(...endFaults(decision.end, act, today));
  else if (decision.reason.trim().length < shortestReason) {
    issues.push({ path: "reason", message: "must say in words why" });
  }
  if (decision.decision !== "keep" && act.why === "nhs-number-inactive") {
    issues.push({ path: "decision", message: "nothing can be said under a closed NHS number: only keep" });
  }
  if (decision.decision !== "delete" && act.why === "ended-too-long-ago") {
    issues.push({ path: "decision", message: "CP-IS refuses an end so long ago: only delete" });
  }
  const open = periods.some((period) => period.kind === decision.kind && lastsOn(period, today));
  if (decision.decision === "delete" && open) {
    const message = "a case has an open plan of this kind: end this one, or correct the case's history";
    issues.push({ path: "decision", message });
  }
  return issues;
}

function endFaults(end: LocalDate, { start }: TakeoverAct, today: LocalDate): readonly Issue[] {
  if (!isLocalDate(end)) return [{ path: "end", message: "is not a date such as 2026-01-05" }];
  if (end < start) return [{ path: "end", message: "is before the plan's start" }];
  return end < addDays(today, -oldestEndDays)
    ? [{ path: "end", message: "is more than 365 days ago, which CP-IS refuses: delete the plan instead" }]
    : [];
}

/** Somebody who approves. */
export interface Approver {
  readonly kind: "person" | "system" | "unidentified";
  readonly id: string;
}

/** Whether two ids are one person's. */
export function isSamePerson(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether somebody may approve: a person who neither proposed the take-over nor decided anything in it. */
export function mayApprove(
  approver: Approver,
  proposedBy: string,
  decisions: readonly Pick<MadeDecision, "decidedBy">[],
): boolean {
  const others = [proposedBy, ...decisions.map(({ decidedBy }) => decidedBy)];
  return approver.kind === "person" && others.every((id) => !isSamePerson(id, approver.id));
}

/** The plans that somebody must still decide about. */
export function undecidedActs(lines: readonly TakeoverLine[]): readonly TakeoverAct[] {
  return lines.flatMap(({ acts }) => acts.filter(({ act }) => act === "undecided"));
}

/**
 * What an approval is for, as text that is equal exactly where every child and every act is.
 *
 * Names and dates of birth are left out: a corrected spelling changes nobody's protection.
 */
export function differenceText(lines: readonly TakeoverLine[]): string {
  const acts = lines.flatMap((line) =>
    line.acts.map(({ act, nhsNumber, kind, start, end, heldEnd, file, why }) =>
      [act, nhsNumber ?? line.caseIds[0], kind, start, end, heldEnd, file, why].join("|"),
    ),
  );
  const people = lines.flatMap(({ caseIds, previous }) => [
    ...caseIds.map((caseId) => `case ${caseId}`),
    ...previous.map(({ nhsNumber }) => `previous ${nhsNumber}`),
  ]);
  return [...acts.sort(), ...people.sort()].join("\n");
}

/** The approval of a take-over. */
export interface TakeoverApproval {
  readonly approvedBy: string;
  readonly approvedAt: Instant;
}
