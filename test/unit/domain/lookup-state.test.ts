import { expect, test } from "vitest";
import {
  failedReference,
  failedState,
  isFinal,
  type FailedReason,
} from "../../../src/domain/lookup-state.js";
import { planStatus, type Plan } from "../../../src/domain/protection-record.js";

const at = "2026-11-21T12:00:00.000Z";
const reasons: readonly FailedReason[] = [
  "no-answer-yet",
  "no-answer",
  "spine-unreachable",
  "outcome-unknown",
  "rejected",
  "register-fault",
  "answer-unreadable",
  "record-unreadable",
  "identity-mismatch",
  "about-someone-else",
  "interrupted",
  "gateway-unreachable",
  "page-incomplete",
  "internal",
];

test("every failure has a reference of its own for the help desk", () => {
  expect(new Set(reasons.map(failedReference)).size).toBe(reasons.length);
  for (const reason of reasons) expect(failedReference(reason)).toMatch(/^CPIS-[A-Z][0-9]{2}$/);
});

test("only a late answer may replace a failure: no-answer-yet is not final, every other failure is (R-61)", () => {
  expect(reasons.filter((reason) => !isFinal(failedState(reason, at)))).toEqual(["no-answer-yet"]);
});

test("idle and checking are never final", () => {
  expect(isFinal({ kind: "idle" })).toBe(false);
  expect(isFinal({ kind: "checking", since: at, phase: "slow" })).toBe(false);
});

test.each([
  ["no end date", { startDate: "2026-03-12T09:00" }, "current"],
  ["an end date to come", { startDate: "2026-03-12T09:00", endDate: "2026-11-21T12:01" }, "current"],
  ["an end date that is now", { startDate: "2026-03-12T09:00", endDate: "2026-11-21T12:00" }, "ended"],
  ["an end date gone by", { startDate: "2025-03-12T09:00", endDate: "2026-06-30T00:00" }, "ended"],
  ["a start to come", { startDate: "2026-12-01T00:00" }, "not-started"],
] as const)("a plan with %s is %s only by its own dates (H-11)", (_, dates, expected) => {
  const plan: Plan = { kind: "child-protection-plan", ...dates };
  expect(planStatus(plan, "2026-11-21T12:00")).toBe(expected);
});
