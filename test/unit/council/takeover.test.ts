import { describe, expect, test } from "vitest";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { PlanOnFile } from "../../../src/domain/sending.js";
import { differenceText, findDecisionFaults, mayApprove } from "../../../src/domain/takeover-approval.js";
import { readPreviousChildren } from "../../../src/domain/takeover-reading.js";
import type { TakeoverAct } from "../../../src/domain/takeover.js";
import { caseOf, compare, decided, numberOf, previousOf, today } from "./takeover-people.js";

const held: PlanOnFile = { kind: "child-protection-plan", start: "2026-03-12" };
const open: PlanPeriod = { kind: "child-protection-plan", start: "2026-03-12" };
const ended: PlanPeriod = { ...open, end: "2026-09-30", endCause: "status-ended" };

describe("a line of the difference", () => {
  test("says what both sides agree on", () => {
    expect(compare([previousOf(0, [held])], [caseOf(0, [open])])).toMatchObject([
      { kind: "same", caseIds: ["NS-0"], acts: [{ act: "same" }] },
    ]);
  });

  test("adds what CP-IS does not hold, and ends what has ended", () => {
    expect(compare([], [caseOf(0, [open])])).toMatchObject([
      { kind: "add", acts: [{ act: "add", file: "first" }] },
    ]);
    expect(compare([previousOf(0, [held])], [caseOf(0, [ended])])).toMatchObject([
      { kind: "end", acts: [{ act: "end", end: "2026-09-30", file: "first" }] },
    ]);
  });

  test("asks about a child whom no case names, and never ends or deletes by itself (H-22, H-23)", () => {
    expect(compare([previousOf(0, [held])], [])).toMatchObject([
      { kind: "decide", caseIds: [], acts: [{ act: "undecided", why: "not-in-cases" }] },
    ]);
  });

  test("asks about a plan that the case's history does not give", () => {
    const other: PlanPeriod = { ...open, start: "2026-03-13" };
    expect(compare([previousOf(0, [held])], [caseOf(0, [other])])).toMatchObject([
      {
        kind: "decide",
        acts: [
          { act: "undecided", start: "2026-03-12", why: "not-in-history" },
          { act: "add", start: "2026-03-13" },
        ],
      },
    ]);
  });

  test("does what was decided: an end, a deletion, or nothing", () => {
    const name = { nhsNumber: numberOf(0), kind: held.kind, start: held.start };
    const lines = (decision: object) =>
      compare([previousOf(0, [held])], [], { decisions: [{ ...name, ...decided, ...decision } as never] });
    expect(lines({ decision: "end", end: "2026-08-31" })).toMatchObject([
      { kind: "end", acts: [{ act: "end", end: "2026-08-31" }] },
    ]);
    expect(lines({ decision: "delete", reason: "Another child." })).toMatchObject([{ kind: "delete" }]);
    expect(lines({ decision: "keep", reason: "Comes later." })).toMatchObject([{ kind: "keep" }]);
  });

  test("leaves what has ended on CP-IS already, and what CP-IS ends by itself at eighteen (R-89)", () => {
    expect(compare([previousOf(0, [{ ...held, end: "2026-05-01" }])], [])).toMatchObject([
      { kind: "nothing", acts: [{ act: "ended" }] },
    ]);
    const grown = previousOf(0, [held]);
    const subjects = grown.subjects.map((subject) => ({ ...subject, birthDate: "2008-11-19" }));
    expect(compare([{ ...grown, subjects }], [])).toMatchObject([{ acts: [{ act: "ended" }] }]);
  });

  test("asks for a deletion where CP-IS would refuse an end so long ago (R-88)", () => {
    const long: PlanPeriod = { ...open, start: "2024-03-12", end: "2025-06-30", endCause: "status-ended" };
    const was: PlanOnFile = { ...held, start: "2024-03-12" };
    expect(compare([previousOf(0, [was])], [caseOf(0, [long])])).toMatchObject([
      { kind: "decide", acts: [{ act: "undecided", why: "ended-too-long-ago" }] },
    ]);
  });

  test("names a case that cannot be sent, and a plan that stays because its number is closed (H-21)", () => {
    expect(compare([], [caseOf(0, [open], false)])).toMatchObject([
      { kind: "withheld", caseIds: ["NS-0"], acts: [{ act: "withheld", why: "no-nhs-number" }] },
    ]);
    const inactive = [numberOf(0)];
    expect(compare([previousOf(0, [held])], [caseOf(0, [open])], { inactive })).toMatchObject([
      { kind: "withheld", acts: [{ act: "left", why: "nhs-number-inactive" }] },
    ]);
    expect(compare([previousOf(0, [held])], [], { inactive })).toMatchObject([{ kind: "decide" }]);
  });

  test("ends the first of two plans of a kind before it adds the second, in the file after", () => {
    const second: PlanPeriod = { ...open, start: "2026-10-15" };
    const [line] = compare([previousOf(0, [held])], [caseOf(0, [ended, second])]);
    expect(line).toMatchObject({
      kind: "several",
      acts: [
        { act: "end", file: "first" },
        { act: "add", file: "later" },
      ],
    });
  });

  test("holds an unborn child under the mother's number", () => {
    const nhsNumber = numberOf(3);
    const mother = { nhsNumber, familyName: "Mother", givenNames: ["Eve"], birthDate: "1998-01-30" };
    const plan: PlanOnFile = { kind: "unborn-child-protection-plan", start: "2026-10-01", end: "2027-03-01" };
    const subject = {
      kind: "mother",
      nhsNumber,
      birthDate: mother.birthDate,
      given: "Eve",
      family: "Mother",
    };
    const previous = [{ nhsNumber, subjects: [subject], plans: [plan] }] as const;
    const unborn = {
      record: {
        localId: "NS-U",
        subject: { kind: "unborn-child", beforeBirth: { mother, dueDate: "2027-03-01" } },
        statuses: [],
      },
      periods: [{ ...plan, endCause: "due-date" }],
    } as const;
    expect(compare(previous as never, [unborn as never])).toMatchObject([
      { kind: "same", caseIds: ["NS-U"] },
    ]);
    expect(compare(previous as never, [])).toMatchObject([{ kind: "decide" }]);
  });
});

describe("an approval", () => {
  test("is never by who proposed or decided, nor by a system (R-90)", () => {
    const person = { kind: "person", id: "officer-2" } as const;
    expect(mayApprove(person, "officer-1", [])).toBe(true);
    expect(mayApprove({ ...person, id: " OFFICER-1 " }, "officer-1", [])).toBe(false);
    expect(mayApprove(person, "officer-1", [{ decidedBy: "officer-2" }])).toBe(false);
    expect(mayApprove({ ...person, kind: "system" }, "officer-1", [])).toBe(false);
  });

  test("is for every act: one more child or another end is another difference", () => {
    const text = (...input: Parameters<typeof compare>) => differenceText(compare(...input));
    const one = text([previousOf(0, [held])], [caseOf(0, [open])]);
    expect(text([previousOf(0, [held])], [caseOf(0, [open])])).toBe(one);
    expect(text([previousOf(0, [held])], [caseOf(0, [ended])])).not.toBe(one);
    expect(text([previousOf(0, [held])], [caseOf(0, [open]), caseOf(1, [])])).not.toBe(one);
  });
});

describe("a decision", () => {
  const act: TakeoverAct = {
    act: "undecided",
    nhsNumber: numberOf(0),
    ...held,
    why: "not-in-cases",
  };
  const name = { nhsNumber: numberOf(0), ...held };
  const faults = (decision: object, about = act, periods: readonly PlanPeriod[] = []) =>
    findDecisionFaults({ ...name, ...decision } as never, about, periods, today).map(({ path }) => path);

  test("has an end that CP-IS takes, or a reason in words", () => {
    expect(faults({ decision: "end", end: "2026-08-31" })).toEqual([]);
    expect(faults({ decision: "end", end: "2026-02-30" })).toEqual(["end"]);
    expect(faults({ decision: "end", end: "2026-03-01" })).toEqual(["end"]);
    expect(faults({ decision: "keep", reason: "later" })).toEqual(["reason"]);
    expect(faults({ decision: "delete", reason: "Entered for another child." })).toEqual([]);
  });

  test("is no deletion while a case has an open plan of the kind (H-22)", () => {
    const later: PlanPeriod = { ...open, start: "2026-06-01" };
    const reason = "Entered for another child.";
    expect(faults({ decision: "delete", reason }, act, [later])).toEqual(["decision"]);
  });

  test("is for what needs one", () => {
    expect(faults({ decision: "keep", reason: "It is the same." }, { ...act, act: "same" })).toEqual([
      "planId",
    ]);
  });
});

describe("the previous system's children", () => {
  test("are read with every fault and its place, and no message repeats a value", () => {
    const reading = readPreviousChildren(
      [
        {
          nhsNumber: "1234567890",
          people: [{ kind: "child", familyName: "", givenName: "Ada", birthDate: "2030-01-01" }],
          plans: [{ kind: "child-protection-plan", start: "2026-02-30", end: "2026-01-01" }],
        },
        { people: [], plans: [{ kind: "unborn-child-protection-plan", start: "2026-01-01" }] },
      ],
      today,
    );
    expect(reading.ok).toBe(false);
    const issues = reading.ok ? [] : reading.issues;
    expect(issues.map(({ path }) => path)).toEqual([
      "children[0].nhsNumber",
      "children[0].plans[0].start",
      "children[0].people[0].birthDate",
      "children[0].people[0].familyName",
      "children[1].nhsNumber",
      "children[1].plans[0].end",
      "children[1].people",
    ]);
    expect(JSON.stringify(issues)).not.toContain("1234567890");
  });

  test("name each number once", () => {
    const child = {
      nhsNumber: numberOf(0),
      people: [{ kind: "child", familyName: "A", givenName: "B", birthDate: "2015-01-01" }],
      plans: [{ kind: "child-protection-plan", start: "2026-01-01" }],
    } as const;
    const reading = readPreviousChildren([child, child], today);
    expect(reading).toMatchObject({ ok: false, issues: [{ path: "children[1].nhsNumber" }] });
  });
});
