import type { CaseRecord, StatusEntry } from "../../../src/domain/case-record.js";
import type { StatusTable } from "../../../src/domain/legal-status.js";
import type { PlanKind } from "../../../src/domain/protection-record.js";

type History = Pick<CaseRecord, "subject" | "statuses" | "adoptedOn">;

/**
 * Whether a day belongs to a plan, worked out for that single day from the words of the rule and with none of the product's
 * code: the oracle that derived periods are held against.
 */
export function isCovered(history: History, table: StatusTable, kind: PlanKind, day: string): boolean {
  return history.statuses.some((status, index) => {
    if (!lastsOn(history.statuses, index, table, day)) return false;
    if (!maps(table, status.code, kind, day)) return false;
    return mayExist(history, kind, day, (earlier) => {
      return lastsOn(history.statuses, index, table, earlier) && maps(table, status.code, kind, earlier);
    });
  });
}

function groupOf(table: StatusTable, code: string): string | undefined {
  return table.find((row) => row.code === code)?.group;
}

function lastsOn(statuses: readonly StatusEntry[], index: number, table: StatusTable, day: string): boolean {
  const status = statuses[index]!;
  if (day < status.from) return false;
  if (status.until !== undefined) return day <= status.until;
  const group = groupOf(table, status.code);
  // Somebody took its place before that day.
  return !statuses.some((other, at) => {
    if (at === index || group === undefined || groupOf(table, other.code) !== group) return false;
    const later = other.from > status.from || (other.from === status.from && at > index);
    return later && other.from < day;
  });
}

function maps(table: StatusTable, code: string, kind: PlanKind, day: string): boolean {
  return table.some((row) => {
    if (row.code !== code || row.plan !== kind) return false;
    return (row.from ?? "0000") <= day && day <= (row.until ?? "9999");
  });
}

// On the last day of life as a child (or before birth) a plan may end but not begin.
function mayExist(history: History, kind: PlanKind, day: string, alsoOn: (day: string) => boolean): boolean {
  const { subject, adoptedOn } = history;
  const notLast = (last: string): boolean => day < last || (day === last && alsoOn(dayBefore(day)));
  if (kind === "unborn-child-protection-plan") {
    if (subject.kind === "unborn-child") return true;
    return subject.beforeBirth !== undefined && notLast(subject.child.birthDate);
  }
  if (subject.kind === "unborn-child" || day < subject.child.birthDate) return false;
  const [year, month, date] = subject.child.birthDate.split("-").map(Number) as [number, number, number];
  const birthday = new Date(Date.UTC(year + 18, month - 1, date)).toISOString().slice(0, 10);
  if (day === subject.child.birthDate && (day === adoptedOn || day === birthday)) return false;
  const last = adoptedOn !== undefined && adoptedOn < birthday ? adoptedOn : birthday;
  if (day === last && dayBefore(day) < subject.child.birthDate) return false;
  return notLast(last);
}

function dayBefore(day: string): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, date - 1)).toISOString().slice(0, 10);
}
