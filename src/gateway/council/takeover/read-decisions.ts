import type { TakeoverDecisionOrder } from "../../../contract/takeover.js";
import { findDecisionFaults } from "../../../domain/takeover-approval.js";
import type { TakeoverAct, TakeoverDecision, TakeoverLine } from "../../../domain/takeover.js";
import { CpisError, type Issue } from "../../../errors/cpis-error.js";
import type { CouncilPicture } from "../picture.js";

/** Turns orders into decisions about plans of the difference. Throws `CPIS_TAKEOVER_INVALID` with every fault. */
export function readDecisions(
  orders: readonly TakeoverDecisionOrder[],
  lines: readonly TakeoverLine[],
  picture: CouncilPicture,
  planIdOf: (act: TakeoverAct, caseId: string | undefined) => string,
): readonly TakeoverDecision[] {
  const byId = new Map(
    lines.flatMap(({ acts, caseIds }) => acts.map((act) => [planIdOf(act, caseIds[0]), act] as const)),
  );
  const issues: Issue[] = [];
  const decisions = orders.flatMap((order, index) => {
    const act = byId.get(order.planId);
    const faults: Issue[] = [];
    if (orders.findIndex(({ planId }) => planId === order.planId) < index) {
      faults.push({ path: "planId", message: "stands in an earlier decision too" });
    }
    if (act?.nhsNumber === undefined) {
      faults.push({ path: "planId", message: "is no plan of this take-over" });
    }
    const decision = toDecision(order, act, faults);
    if (decision !== undefined && act !== undefined) {
      const periods = casePeriods(picture, act.nhsNumber);
      faults.push(...findDecisionFaults(decision, act, periods, picture.today));
    }
    issues.push(
      ...faults.map(({ path, message }) => ({ path: `decisions[${String(index)}].${path}`, message })),
    );
    return decision ?? [];
  });
  if (issues.length > 0) throw new CpisError("CPIS_TAKEOVER_INVALID", { issues });
  return decisions;
}

function toDecision(
  { decision, end, reason }: TakeoverDecisionOrder,
  act: TakeoverAct | undefined,
  faults: Issue[],
): TakeoverDecision | undefined {
  if (act?.nhsNumber === undefined) return undefined;
  const { nhsNumber, kind, start } = act;
  if (decision === "end") {
    if (reason !== undefined) faults.push({ path: "reason", message: "does not belong to end" });
    if (end !== undefined) return { nhsNumber, kind, start, decision, end };
    faults.push({ path: "end", message: "is missing" });
    return undefined;
  }
  if (end !== undefined) faults.push({ path: "end", message: "belongs to end alone" });
  if (reason !== undefined) return { nhsNumber, kind, start, decision, reason };
  faults.push({ path: "reason", message: "is missing" });
  return undefined;
}

// Of the cases alone: a decision made before must not stand in the way of another.
function casePeriods(picture: CouncilPicture, nhsNumber: string | undefined) {
  const caseIds = picture.groupOf(nhsNumber)?.group.caseIds ?? [];
  return caseIds.flatMap((caseId) => picture.caseOf(caseId)?.derivation.periods ?? []);
}
