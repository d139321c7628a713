import fc from "fast-check";
import type { CaseRecord, CaseSubject, StatusEntry } from "../../../src/domain/case-record.js";
import type { StatusMapping, StatusTable } from "../../../src/domain/legal-status.js";
import { addDays } from "../../../src/domain/local-date.js";

/** The first day of the calendar that generated histories live in. */
export const firstDay = "2020-01-01";

/** How many days that calendar has: short, so that same-day changes, chains and overlaps happen often. */
export const dayCount = 60;

/** A day of the small calendar, now and then outside the days at which the oracle looks. */
const day = fc.integer({ min: 0, max: dayCount - 1 }).map((offset) => addDays(firstDay, offset));

const codes = ["C1", "C2", "V2", "L2", "E1", "CPP", "CPX", "UCPP", "UCX", "UNHEARD-OF"] as const;

const group = {
  C1: "looked-after",
  C2: "looked-after",
  V2: "looked-after",
  L2: "looked-after",
  E1: "looked-after",
  CPP: "child-protection",
  CPX: "child-protection",
  UCPP: "unborn-child-protection",
  UCX: "unborn-child-protection",
} as const;

const alwaysMapped: StatusTable = [
  { code: "C1", label: "", group: group.C1, plan: "looked-after-child" },
  { code: "C2", label: "", group: group.C2, plan: "looked-after-child" },
  { code: "L2", label: "", group: group.L2, plan: "none" },
  { code: "CPP", label: "", group: group.CPP, plan: "child-protection-plan" },
  { code: "CPX", label: "", group: group.CPX, plan: "none" },
  { code: "UCPP", label: "", group: group.UCPP, plan: "unborn-child-protection-plan" },
  { code: "UCX", label: "", group: group.UCX, plan: "none" },
];

/** A table in which V2 and E1 are mapped only on some days, as effective dates allow. */
export const statusTable: fc.Arbitrary<StatusTable> = fc
  .tuple(fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined }), fc.boolean())
  .map(([from, until, withE1]) => {
    const dated = (code: "V2" | "E1", last: string | undefined): StatusMapping => ({
      code,
      label: "",
      group: "looked-after",
      plan: "looked-after-child",
      ...(from === undefined ? {} : { from }),
      ...(last === undefined ? {} : { until: last }),
    });
    return [...alwaysMapped, dated("V2", undefined), ...(withE1 ? [dated("E1", until)] : [])];
  });

const statusEntry: fc.Arbitrary<StatusEntry> = fc
  .record({
    code: fc.constantFrom(...codes),
    from: day,
    length: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
  })
  .map(({ code, from, length }) => ({
    code,
    from,
    ...(length === undefined ? {} : { until: addDays(from, length) }),
  }));

/** Dates of birth that put birth or the eighteenth birthday inside the small calendar about as often as not. */
const birthDate = fc.oneof(
  day,
  fc.constant("2012-06-01"),
  fc.integer({ min: 0, max: dayCount - 1 }).map((offset) => addDays("2002-01-01", offset)),
);

const subject: fc.Arbitrary<CaseSubject> = fc.oneof(
  fc
    .record({ birthDate, dueDate: fc.option(day, { nil: undefined }), followed: fc.boolean() })
    .map(({ birthDate: born, dueDate, followed }): CaseSubject => ({
      kind: "child",
      child: { familyName: "Testcase", givenNames: ["Ada"], birthDate: born },
      ...(followed ? { beforeBirth: dueDate === undefined ? {} : { dueDate } } : {}),
    })),
  fc.option(day, { nil: undefined }).map((dueDate): CaseSubject => ({
    kind: "unborn-child",
    beforeBirth: dueDate === undefined ? {} : { dueDate },
  })),
);

/** A case with a history of up to ten statuses of every kind, in any order, with and without recorded ends. */
export const caseHistory: fc.Arbitrary<Pick<CaseRecord, "subject" | "statuses" | "adoptedOn">> = fc
  .record({
    subject,
    statuses: fc.array(statusEntry, { maxLength: 10 }),
    adoptedOn: fc.option(day, { nil: undefined, freq: 4 }),
  })
  .map(({ subject: about, statuses, adoptedOn }) => ({
    subject: about,
    statuses,
    ...(adoptedOn === undefined ? {} : { adoptedOn }),
  }));
