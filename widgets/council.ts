import type { AlertView } from "../src/domain/alert-view.js";
import { londonLocal } from "../src/domain/instant.js";
import { decideTelephoneNow, type TelephoneNow } from "../src/domain/office-hours.js";
import {
  planStatus,
  type AuthorityRecord,
  type Plan,
  type PlanStatus,
  type ProtectionRecord,
} from "../src/domain/protection-record.js";
import { unreadWords } from "./wording-record.js";

/** A plan with where it stands now. */
export interface ShownPlan extends Plan {
  readonly status: PlanStatus;
}

/** One council as the banner draws it: plans in reading order, and which of its numbers applies now. */
export interface Council {
  readonly authority: AuthorityRecord;
  readonly plans: readonly ShownPlan[];
  readonly telephoneNow: TelephoneNow;
  /** Whether every plan has ended. A council without a readable plan may have a current one. */
  readonly isEnded: boolean;
}

// The order of the headings (ui 4): the strongest first, whatever order CP-IS sent them in.
const kindOrder = ["child-protection-plan", "looked-after-child", "unborn-child-protection-plan"];
const statusOrder = ["current", "not-started", "ended"];
const unreadRank = 7;

const rank = (plan: ShownPlan | undefined): number =>
  plan ? statusOrder.indexOf(plan.status) * 4 + kindOrder.indexOf(plan.kind) : unreadRank;

/** The councils of a record, active before ended (H-10), each with its own numbers and its own hours. */
export function listCouncils(
  record: ProtectionRecord,
  view: AlertView,
  nowEpochMs: number,
): readonly Council[] {
  const now = londonLocal(nowEpochMs);
  return record.authorities
    .map((authority) => {
      const plans = authority.plans
        .map((plan) => ({ ...plan, status: planStatus(plan, now) }))
        .sort((a, b) => rank(a) - rank(b));
      return {
        authority,
        plans,
        telephoneNow: decideTelephoneNow(
          view.officeHours?.[authority.odsCode],
          view.bankHolidays,
          nowEpochMs,
        ),
        isEnded: plans[0]?.status === "ended",
      };
    })
    .sort((a, b) => rank(a.plans[0]) - rank(b.plans[0]));
}

/** Whether a plan is an unborn child's, held on the mother's record (H-08). */
export const isUnborn = ({ kind }: Plan): boolean => kind === kindOrder[2];

/** How many plans could be read. */
export const countPlans = (record: ProtectionRecord): number =>
  record.authorities.flatMap((authority) => authority.plans).length;

/** What of the plans themselves could not be read, in words; if anything, no calm heading may be given (H-04, H-11). */
export function unreadParts(record: ProtectionRecord): readonly string[] {
  const said = record.gaps.map((gap) => unreadWords[gap]).filter((words) => words !== "");
  return said[0] || countPlans(record) ? said : [unreadWords["plan-unreadable"]];
}
