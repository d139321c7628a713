import { describe, expect, test } from "vitest";
import type { CaseSubject } from "../../../src/domain/case-record.js";
import { parseNhsNumber, type NhsNumber } from "../../../src/domain/nhs-number.js";
import { decideDeletion, type DeletionRequest } from "../../../src/domain/plan-deletion.js";
import { caseReminders, sendingObstacles } from "../../../src/domain/sending-obstacle.js";

function nhsNumber(text: string): NhsNumber {
  const reading = parseNhsNumber(text);
  if (!reading.ok) throw new Error("not an NHS number");
  return reading.nhsNumber;
}

const number = nhsNumber("9995260182");
const none: ReadonlySet<NhsNumber> = new Set();
const person = { familyName: "Fernsby", givenNames: ["Milo"], birthDate: "2018-02-03" };
const traced: CaseSubject = { kind: "child", child: { ...person, nhsNumber: number } };

describe("what keeps a plan from being sent", () => {
  test("is nothing for a traced child", () => {
    expect(sendingObstacles({ subject: traced }, "child-protection-plan", none)).toEqual([]);
  });

  test("is named for a child without an NHS number (H-21)", () => {
    const subject: CaseSubject = { kind: "child", child: person };
    expect(sendingObstacles({ subject }, "looked-after-child", none)).toEqual(["no-nhs-number"]);
  });

  test("is named for an unborn child without a mother or a due date (R-77)", () => {
    const subject: CaseSubject = { kind: "unborn-child", beforeBirth: {} };
    expect(sendingObstacles({ subject }, "unborn-child-protection-plan", none)).toEqual([
      "no-mother",
      "no-due-date",
    ]);
    const untraced: CaseSubject = {
      kind: "unborn-child",
      beforeBirth: { mother: person, dueDate: "2027-01-14" },
    };
    expect(sendingObstacles({ subject: untraced }, "unborn-child-protection-plan", none)).toEqual([
      "mother-no-nhs-number",
    ]);
  });

  test("is the closed number, so that nothing is uploaded to a dead identity (H-24)", () => {
    const closed = new Set([number]);
    expect(sendingObstacles({ subject: traced }, "looked-after-child", closed)).toEqual([
      "nhs-number-inactive",
    ]);
  });
});

describe("reminders", () => {
  const unborn: CaseSubject = { kind: "unborn-child", beforeBirth: { dueDate: "2026-11-18" } };
  const has =
    (...kinds: readonly string[]) =>
    (kind: string): boolean =>
      kinds.includes(kind);

  test("ask for the birth once the due date has passed", () => {
    const plan = has("unborn-child-protection-plan");
    expect(caseReminders({ subject: unborn, statuses: [] }, plan, "2026-11-18")).toEqual([]);
    expect(caseReminders({ subject: unborn, statuses: [] }, plan, "2026-11-19")).toEqual(["due-date-passed"]);
  });

  test("ask for the newborn's own number and plan, which never follow by themselves (H-08)", () => {
    const born: CaseSubject = {
      kind: "child",
      child: { ...person, birthDate: "2026-11-10" },
      beforeBirth: {},
    };
    const before = has("unborn-child-protection-plan");
    expect(caseReminders({ subject: born, statuses: [] }, before, "2026-11-19")).toEqual(["check-newborn"]);
    const followed = has("unborn-child-protection-plan", "child-protection-plan");
    expect(caseReminders({ subject: born, statuses: [] }, followed, "2026-11-19")).toEqual([]);
  });

  test("say that the eighteenth birthday is near", () => {
    const plan = has("looked-after-child");
    expect(caseReminders({ subject: traced, statuses: [] }, plan, "2035-11-04")).toEqual([]);
    expect(caseReminders({ subject: traced, statuses: [] }, plan, "2035-11-05")).toEqual([
      "eighteenth-birthday-near",
    ]);
    expect(caseReminders({ subject: traced, statuses: [] }, plan, "2036-02-03")).toEqual([]);
  });
});

describe("a deletion of a plan entered in error", () => {
  const request: DeletionRequest = {
    localId: "NS-204417",
    kind: "child-protection-plan",
    start: "2026-03-12",
    reason: "Entered on the wrong sibling",
    requestedBy: "rokafor",
    requestedAt: "2026-11-19T10:00:00.000Z",
  };
  const approval = { approvedBy: "jmistry", approvedAt: "2026-11-19T11:00:00.000Z" };

  test("needs a reason and a second person (R-90)", () => {
    expect(decideDeletion(request, approval, [])).toEqual({
      allowed: true,
      deletion: { ...request, ...approval },
    });
    const paths = (decision: ReturnType<typeof decideDeletion>) =>
      decision.allowed ? [] : decision.issues.map(({ path }) => path);
    expect(paths(decideDeletion({ ...request, reason: " error " }, approval, []))).toEqual(["reason"]);
    expect(paths(decideDeletion(request, { ...approval, approvedBy: " ROkafor " }, []))).toEqual([
      "approvedBy",
    ]);
    expect(paths(decideDeletion(request, { ...approval, approvedBy: "" }, []))).toEqual(["approvedBy"]);
    expect(paths(decideDeletion({ ...request, requestedBy: " " }, approval, []))).toEqual(["requestedBy"]);
  });

  test.each([
    ["covers its start", { kind: "child-protection-plan", start: "2026-01-01", end: "2026-06-30" }],
    ["has such a plan now", { kind: "child-protection-plan", start: "2026-11-01" }],
    [
      "has such a plan that ends later",
      { kind: "child-protection-plan", start: "2026-11-01", end: "2027-01-01" },
    ],
  ] as const)("is refused while the history still %s (R-90, H-22)", (_, period) => {
    expect(decideDeletion(request, approval, [period])).toMatchObject({
      allowed: false,
      issues: [{ path: "start" }],
    });
  });

  test("is allowed where only another kind of plan, or an older one, remains", () => {
    const others = [
      { kind: "looked-after-child", start: "2026-03-12" },
      { kind: "child-protection-plan", start: "2020-01-01", end: "2021-01-01" },
    ] as const;
    expect(decideDeletion(request, approval, others).allowed).toBe(true);
  });

  test("is allowed, with its own ground, where the plan's end lies so far back that CP-IS no longer takes it (R-88, H-23)", () => {
    const late = { kind: "child-protection-plan", start: request.start, end: "2025-11-18" } as const;
    const old = { ...request, start: "2024-03-12" };
    const periods = [{ ...late, start: old.start }];
    expect(decideDeletion(old, approval, periods)).toEqual({
      allowed: true,
      deletion: { ...old, ...approval, ground: "end-too-late" },
    });
    // A day later its end can still be sent: it is ended, not deleted.
    const inTime = [{ ...late, start: old.start, end: "2025-11-19" }];
    expect(decideDeletion(old, approval, inTime).allowed).toBe(false);
    // And never while the child has a plan of that kind.
    const again = { kind: "child-protection-plan", start: "2026-11-01" } as const;
    expect(decideDeletion(old, approval, [...periods, again]).allowed).toBe(false);
  });
});
