import type { Issue } from "../errors/cpis-error.js";
import type { LocalDate } from "./instant.js";
import { isLocalDate } from "./local-date.js";
import type { PlanKind } from "./protection-record.js";

/**
 * Statuses of which a child has one at a time: a new one ends the one before it, when nobody wrote an end. Statuses of
 * different groups run beside each other.
 */
export type StatusGroup = "looked-after" | "child-protection" | "unborn-child-protection";

/** One row of the council's table: what a status means for CP-IS, and on which days. */
export interface StatusMapping {
  /** The council's own code. */
  readonly code: string;
  readonly label: string;
  readonly group: StatusGroup;
  /** `none` is a decision; a code without any row is an oversight. Both are reported. */
  readonly plan: PlanKind | "none";
  /** First day on which this row holds; from the beginning where absent. */
  readonly from?: LocalDate;
  /** Last day on which this row holds; without end where absent. */
  readonly until?: LocalDate;
}

/** The whole table. A code may have several rows, for different days. */
export type StatusTable = readonly StatusMapping[];

function lookedAfter(code: string, label: string, plan: StatusMapping["plan"]): StatusMapping {
  return { code, label, group: "looked-after", plan };
}

/**
 * The table a council starts from: what must be uploaded, E1 left to the council's choice, and the other
 * codes of the national return named as *none* so that the coverage report says how many children stand there.
 */
export const defaultStatusTable: StatusTable = [
  lookedAfter("C1", "Interim care order (section 38)", "looked-after-child"),
  lookedAfter("C2", "Full care order (section 31)", "looked-after-child"),
  lookedAfter("V2", "Accommodated (section 20)", "looked-after-child"),
  lookedAfter("E1", "Placement order", "none"),
  lookedAfter("V3", "Series of short-term breaks", "none"),
  lookedAfter("V4", "Short-term breaks, agreement recorded", "none"),
  lookedAfter("L1", "Police protection", "none"),
  lookedAfter("L2", "Emergency protection order", "none"),
  lookedAfter("L3", "Child assessment order", "none"),
  lookedAfter("J1", "Remanded", "none"),
  lookedAfter("J2", "Placed under PACE", "none"),
  lookedAfter("J3", "Youth rehabilitation order with residence", "none"),
  { code: "CPP", label: "Child protection plan", group: "child-protection", plan: "child-protection-plan" },
  {
    code: "UCPP",
    label: "Unborn child protection plan",
    group: "unborn-child-protection",
    plan: "unborn-child-protection-plan",
  },
];

/** The rows of a code; none for a code the table does not know. */
export function rowsOf(table: StatusTable, code: string): StatusTable {
  return table.filter((row) => row.code === code);
}

/** The group of a code; none for a code the table does not know. All rows of a code have the same. */
export function groupOf(table: StatusTable, code: string): StatusGroup | undefined {
  return table.find((row) => row.code === code)?.group;
}

/** Whether a row holds on a day. */
export function holdsOn(row: StatusMapping, day: LocalDate): boolean {
  return (row.from === undefined || row.from <= day) && (row.until === undefined || day <= row.until);
}

const groupOfPlan: Readonly<Record<PlanKind, StatusGroup>> = {
  "looked-after-child": "looked-after",
  "child-protection-plan": "child-protection",
  "unborn-child-protection-plan": "unborn-child-protection",
};

/** Every fault of a table: unreadable dates, rows of one code that overlap, a code in two groups, a plan of another group. */
export function validateStatusTable(table: StatusTable): readonly Issue[] {
  return table.flatMap((row, index) => {
    const path = `statuses[${index}]`;
    return [...rowFaults(row, path), ...clashFaults(row, table.slice(0, index), path)];
  });
}

function rowFaults(row: StatusMapping, path: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (row.code.trim() === "") issues.push({ path: `${path}.code`, message: "must not be empty" });
  if (row.from !== undefined && !isLocalDate(row.from)) {
    issues.push({ path: `${path}.from`, message: "is not a date of the calendar (yyyy-mm-dd)" });
  }
  if (row.until !== undefined && !isLocalDate(row.until)) {
    issues.push({ path: `${path}.until`, message: "is not a date of the calendar (yyyy-mm-dd)" });
  }
  if (row.from !== undefined && row.until !== undefined && row.until < row.from) {
    issues.push({ path: `${path}.until`, message: "is before the first day of the row" });
  }
  if (row.plan !== "none" && groupOfPlan[row.plan] !== row.group) {
    issues.push({ path: `${path}.plan`, message: "belongs to another group of statuses" });
  }
  return issues;
}

function clashFaults(row: StatusMapping, earlier: StatusTable, path: string): readonly Issue[] {
  const same = rowsOf(earlier, row.code);
  const issues: Issue[] = [];
  if (same.some((other) => other.group !== row.group)) {
    issues.push({ path: `${path}.group`, message: "differs from an earlier row of the same code" });
  }
  if (same.some((other) => overlap(row, other))) {
    issues.push({ path, message: "holds on days on which an earlier row of the same code holds" });
  }
  return issues;
}

function overlap(one: StatusMapping, other: StatusMapping): boolean {
  const startsInTime = one.from === undefined || other.until === undefined || one.from <= other.until;
  return startsInTime && (other.from === undefined || one.until === undefined || other.from <= one.until);
}
