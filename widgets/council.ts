import { londonLocal } from "../src/domain/instant.js";
import { decideTelephoneNow, type TelephoneNow } from "../src/domain/office-hours.js";
import {
  planStatus,
  type AuthorityRecord,
  type Plan,
  type PlanStatus,
  type ProtectionRecord,
} from "../src/domain/protection-record.js";
import type { AlertView } from "../src/domain/alert-view.js";

/** A plan with where it stands now. */
export interface ShownPlan extends Plan {
  readonly status: PlanStatus;
}

/** One council as the banner draws it: plans in reading order, and which of its numbers applies now. */
export interface Council {
  readonly authority: AuthorityRecord;
  readonly plans: readonly ShownPlan[];
  readonly telephoneNow: TelephoneNow;
  /** Whether every plan that could be read has ended. A council without a readable plan has not. */
  readonly ended: boolean;
}

// The order of the headings (ui 4): the strongest first, whatever order CP-IS sent them in.
const kindOrder = ["child-protection-plan", "looked-after-child", "unborn-child-protection-plan"];
const statusOrder = ["current", "not-started", "ended"];

const rank = (plan: ShownPlan): number => statusOrder.indexOf(plan.status) * 4 + kindOrder.indexOf(plan.kind);

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
        ended: plans.length > 0 && plans.every((plan) => plan.status === "ended"),
      };
    })
    .sort((a, b) => councilRank(a) - councilRank(b));
}

// A council whose plans could not be read may have a current one, so it stands before the ended ones.
function councilRank(council: Council): number {
  const first = council.plans[0];
  return first === undefined ? 7 : rank(first);
}

/** Whether something of the plans themselves could not be read, so that no calm heading may be given (H-04, H-11). */
export function hasUnreadPart(record: ProtectionRecord): boolean {
  return (
    record.authorities.every((authority) => authority.plans.length === 0) ||
    record.gaps.some((gap) => gap.endsWith("-unreadable") && gap !== "access-unreadable") ||
    record.gaps.includes("record-count-differs")
  );
}

/** How many plans could be read. */
export function countPlans(record: ProtectionRecord): number {
  return record.authorities.reduce((sum, authority) => sum + authority.plans.length, 0);
}
