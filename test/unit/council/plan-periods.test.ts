import { describe, expect, test } from "vitest";
import type { CaseRecord, StatusEntry } from "../../../src/domain/case-record.js";
import { defaultStatusTable, type StatusTable } from "../../../src/domain/legal-status.js";
import { derivePlanPeriods, sentEnd } from "../../../src/domain/plan-periods.js";

const child: CaseRecord["subject"] = {
  kind: "child",
  child: { familyName: "Fernsby", givenNames: ["Milo"], birthDate: "2018-02-03" },
};

/** How a plan of Milo's is derived while nothing has ended it: CP-IS itself ends it that day. */
const untilEighteen = { end: "2036-02-03", endCause: "eighteenth-birthday" } as const;

function status(code: string, from: string, until?: string): StatusEntry {
  return { code, from, ...(until === undefined ? {} : { until }) };
}

function periodsOf(
  statuses: readonly StatusEntry[],
  subject: CaseRecord["subject"] = child,
  table: StatusTable = defaultStatusTable,
) {
  return derivePlanPeriods({ subject, statuses }, table).periods;
}

describe("a chain of legal statuses", () => {
  test("is one period from the first qualifying status to the last, not from the latest one (H-23)", () => {
    expect(
      periodsOf([
        status("V2", "2024-01-15", "2024-06-01"),
        status("C1", "2024-06-01", "2024-11-30"),
        status("C2", "2024-12-01"),
      ]),
    ).toEqual([{ kind: "looked-after-child", start: "2024-01-15", ...untilEighteen }]);
  });

  test("that leaves through a status that does not qualify has an end, not a blank one (H-23)", () => {
    expect(periodsOf([status("C2", "2024-01-15"), status("L2", "2025-11-30")])).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", end: "2025-11-30", endCause: "status-ended" },
    ]);
  });

  test("with a day between is two periods", () => {
    expect(periodsOf([status("C2", "2024-01-15", "2024-06-01"), status("C2", "2024-06-03")])).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", end: "2024-06-01", endCause: "status-ended" },
      { kind: "looked-after-child", start: "2024-06-03", ...untilEighteen },
    ]);
  });

  test("with an overlap lasts as long as the longer status", () => {
    expect(
      periodsOf([status("V2", "2024-01-15", "2024-09-01"), status("C1", "2024-02-01", "2024-05-01")]),
    ).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", end: "2024-09-01", endCause: "status-ended" },
    ]);
  });

  test("recorded in any order gives the same periods", () => {
    const statuses = [
      status("C2", "2024-12-01"),
      status("V2", "2024-01-15", "2024-06-01"),
      status("C1", "2024-06-01"),
    ];
    expect(periodsOf(statuses)).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", ...untilEighteen },
    ]);
  });

  test("changed twice on one day follows the order in which it was recorded", () => {
    expect(
      periodsOf([status("C1", "2024-01-15"), status("L2", "2024-03-01"), status("C2", "2024-03-01")]),
    ).toEqual([{ kind: "looked-after-child", start: "2024-01-15", ...untilEighteen }]);
    expect(
      periodsOf([status("C1", "2024-01-15"), status("C2", "2024-03-01"), status("L2", "2024-03-01")]),
    ).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", end: "2024-03-01", endCause: "status-ended" },
    ]);
  });

  test("interrupted by a code nobody has mapped stays open, and the code is reported (R-73, H-23)", () => {
    const { periods, unplaced } = derivePlanPeriods(
      { subject: child, statuses: [status("C2", "2024-01-15"), status("QQ", "2025-01-01")] },
      defaultStatusTable,
    );
    expect(periods).toEqual([{ kind: "looked-after-child", start: "2024-01-15", ...untilEighteen }]);
    expect(unplaced).toEqual([{ index: 1, code: "QQ", reason: "unknown-code" }]);
  });
});

test("a looked-after child on a protection plan has two plans that do not end each other", () => {
  expect(
    periodsOf([status("CPP", "2026-03-12"), status("C2", "2026-04-01"), status("L2", "2026-05-01")]),
  ).toEqual([
    { kind: "child-protection-plan", start: "2026-03-12", ...untilEighteen },
    { kind: "looked-after-child", start: "2026-04-01", end: "2026-05-01", endCause: "status-ended" },
  ]);
});

describe("the table's effective dates", () => {
  const table: StatusTable = [
    { code: "E1", label: "Placement order", group: "looked-after", plan: "none", until: "2025-12-31" },
    {
      code: "E1",
      label: "Placement order",
      group: "looked-after",
      plan: "looked-after-child",
      from: "2026-01-01",
      until: "2026-06-30",
    },
  ];

  test("begin a plan with the first day on which the status is shared, and end it with the last", () => {
    expect(periodsOf([status("E1", "2025-05-01")], child, table)).toEqual([
      { kind: "looked-after-child", start: "2026-01-01", end: "2026-06-30", endCause: "mapping-ended" },
    ]);
  });

  test("leave a status that was never shared in the report", () => {
    const statuses = [status("E1", "2025-05-01", "2025-10-01")];
    expect(derivePlanPeriods({ subject: child, statuses }, table).unplaced).toEqual([
      { index: 0, code: "E1", reason: "mapped-to-none" },
    ]);
  });
});

describe("the end of childhood", () => {
  const teenager: CaseRecord["subject"] = {
    kind: "child",
    child: { familyName: "Orr", givenNames: ["Finlay"], birthDate: "2008-02-29" },
  };

  test("ends an open plan on the eighteenth birthday; for a leap-day child the later day (R-89)", () => {
    expect(periodsOf([status("C2", "2020-01-01")], teenager)).toEqual([
      { kind: "looked-after-child", start: "2020-01-01", end: "2026-03-01", endCause: "eighteenth-birthday" },
    ]);
  });

  test("is never sent as an end, because the register knows it by itself", () => {
    const [period] = periodsOf([status("C2", "2020-01-01")], teenager);
    expect(period && sentEnd(period)).toBeUndefined();
    const [ended] = periodsOf([status("C2", "2020-01-01", "2021-01-01")], teenager);
    expect(ended && sentEnd(ended)).toBe("2021-01-01");
  });

  test("lets no plan begin on or after the eighteenth birthday", () => {
    const { periods, unplaced } = derivePlanPeriods(
      { subject: teenager, statuses: [status("C2", "2026-03-01")] },
      defaultStatusTable,
    );
    expect(periods).toEqual([]);
    expect(unplaced).toEqual([{ index: 0, code: "C2", reason: "outside-life" }]);
  });

  test("by adoption ends the old identity's plans on the day of the order (H-24)", () => {
    const { periods } = derivePlanPeriods(
      { subject: child, statuses: [status("C2", "2024-01-15")], adoptedOn: "2025-09-10" },
      defaultStatusTable,
    );
    expect(periods).toEqual([
      { kind: "looked-after-child", start: "2024-01-15", end: "2025-09-10", endCause: "adoption" },
    ]);
  });
});

describe("an unborn child", () => {
  const unborn: CaseRecord["subject"] = { kind: "unborn-child", beforeBirth: { dueDate: "2027-01-14" } };

  test("has a plan that ends on the due date while its status lasts (R-77)", () => {
    expect(periodsOf([status("UCPP", "2026-10-01")], unborn)).toEqual([
      { kind: "unborn-child-protection-plan", start: "2026-10-01", end: "2027-01-14", endCause: "due-date" },
    ]);
  });

  test("whose status ended has a plan that ended then", () => {
    expect(periodsOf([status("UCPP", "2026-10-01", "2026-11-02")], unborn)).toEqual([
      {
        kind: "unborn-child-protection-plan",
        start: "2026-10-01",
        end: "2026-11-02",
        endCause: "status-ended",
      },
    ]);
  });

  test("cannot be looked after or on a child's plan before it is born; that is reported", () => {
    const { periods, unplaced } = derivePlanPeriods(
      { subject: unborn, statuses: [status("CPP", "2026-10-01")] },
      defaultStatusTable,
    );
    expect(periods).toEqual([]);
    expect(unplaced).toEqual([{ index: 0, code: "CPP", reason: "outside-life" }]);
  });

  test("that is born ends the mother's plan on that day, and gets no plan by itself (H-08)", () => {
    const born: CaseRecord["subject"] = {
      kind: "child",
      child: { familyName: "Okonjo", givenNames: ["Ife"], birthDate: "2027-01-09" },
      beforeBirth: { dueDate: "2027-01-14" },
    };
    expect(periodsOf([status("UCPP", "2026-10-01")], born)).toEqual([
      { kind: "unborn-child-protection-plan", start: "2026-10-01", end: "2027-01-09", endCause: "birth" },
    ]);
    expect(periodsOf([status("UCPP", "2026-10-01"), status("CPP", "2027-01-09")], born)).toEqual([
      {
        kind: "child-protection-plan",
        start: "2027-01-09",
        end: "2045-01-09",
        endCause: "eighteenth-birthday",
      },
      { kind: "unborn-child-protection-plan", start: "2026-10-01", end: "2027-01-09", endCause: "birth" },
    ]);
  });
});
