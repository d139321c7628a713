import { describe, expect, it } from "vitest";
import { planStays } from "../../../src/simulator/plan-visibility.js";
import type { SeedPlan } from "../../../src/simulator/seed.js";

const at = (wallClock: string): number => Date.parse(`${wallClock}:00Z`);
const plan: SeedPlan = {
  kind: "child-protection-plan",
  authority: "ZZL01",
  startDate: "2025-01-05T09:00",
};

describe("how long a plan is in the register", () => {
  it("a plan that has ended stays for 365 days (R-88)", () => {
    const ended = { ...plan, endDate: "2025-06-01T00:00" };
    expect(planStays(ended, "2018-02-03", at("2026-05-31T12:00"))).toBe(true);
    expect(planStays(ended, "2018-02-03", at("2026-06-01T12:00"))).toBe(false);
  });

  it("an unborn child's plan stays for 28 days after the due date, whatever the mother's age (H-08)", () => {
    const unborn: SeedPlan = {
      ...plan,
      kind: "unborn-child-protection-plan",
      endDate: "2026-01-31T00:00",
    };
    expect(planStays(unborn, "1995-02-03", at("2026-02-27T12:00"))).toBe(true);
    expect(planStays(unborn, "1995-02-03", at("2026-02-28T12:00"))).toBe(false);
  });

  it("a delete date takes a plan out on that day, not before", () => {
    const deleted = { ...plan, deleteDate: "2026-03-10T00:00" };
    expect(planStays(deleted, "2018-02-03", at("2026-03-09T23:59"))).toBe(true);
    expect(planStays(deleted, "2018-02-03", at("2026-03-10T00:00"))).toBe(false);
  });

  it("a child leaves on the 18th birthday by the English calendar; one born on 29 February on 1 March (R-89)", () => {
    expect(planStays(plan, "2008-07-10", at("2026-07-09T22:59"))).toBe(true);
    // 23:00 UTC is midnight in an English summer.
    expect(planStays(plan, "2008-07-10", at("2026-07-09T23:00"))).toBe(false);
    expect(planStays(plan, "2008-02-29", at("2026-02-28T12:00"))).toBe(true);
    expect(planStays(plan, "2008-02-29", at("2026-03-01T12:00"))).toBe(false);
  });
});
