import { londonLocal, type LocalDate } from "../domain/instant.js";
import type { SeedPlan } from "./seed.js";

/** An ended plan stays in sight so long. */
export const endedPlanStaysDays = 365;
/** An unborn child's plan stays in sight so long after the due date. */
const unbornPlanStaysDays = 28;
const dayMs = 86_400_000;

/**
 * Whether a plan is in the register at a moment: not deleted, not ended too long ago, and its child not yet 18.
 *
 * `birthDate` is the child's; for an unborn child's plan it is the mother's and counts for nothing.
 */
export function planStays(plan: SeedPlan, birthDate: LocalDate, nowEpochMs: number): boolean {
  const now = londonLocal(nowEpochMs);
  if (plan.deleteDate !== undefined && plan.deleteDate <= now) return false;
  const unborn = plan.kind === "unborn-child-protection-plan";
  const days = unborn ? unbornPlanStaysDays : endedPlanStaysDays;
  if (plan.endDate !== undefined && plan.endDate <= londonLocal(nowEpochMs - days * dayMs)) return false;
  return unborn || !isAdult(birthDate, nowEpochMs);
}

/** Whether somebody is 18 or older on an English calendar. */
export function isAdult(birthDate: LocalDate, nowEpochMs: number): boolean {
  const today = londonLocal(nowEpochMs).slice(0, 10);
  return `${String(Number(birthDate.slice(0, 4)) + 18)}${birthDate.slice(4)}` <= today;
}
