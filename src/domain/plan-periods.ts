import type { CaseRecord, CaseSubject } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import { holdsOn, rowsOf, type StatusTable } from "./legal-status.js";
import { addDays, compareDates, earlierEnd, eighteenthBirthday } from "./local-date.js";
import type { PlanKind } from "./protection-record.js";
import { resolveStatusSpans, type StatusSpan } from "./status-history.js";

/** Why a plan has an end. */
export type PlanEndCause =
  /** The last qualifying status ended, or a status that does not qualify took its place. */
  | "status-ended"
  /** The council's table no longer maps the status. */
  | "mapping-ended"
  /** CP-IS ends the record by itself on that day. */
  | "eighteenth-birthday"
  | "adoption"
  /** An unborn child's plan ends with the birth. */
  | "birth"
  /** Nothing has ended: an unborn child's plan must carry an end, and that is the expected date of birth. */
  | "due-date";

/** Days on which one plan lasted without a gap, both ends included. */
export interface PlanPeriod {
  readonly kind: PlanKind;
  /** The first day of the whole period, not of its latest status (H-23). */
  readonly start: LocalDate;
  readonly end?: LocalDate;
  readonly endCause?: PlanEndCause;
}

/**
 * The end that goes into a file. None for the eighteenth birthday: CP-IS ends the record by itself, and a far-off end on every
 * child would say that somebody had decided it.
 */
export function sentEnd(period: PlanPeriod): LocalDate | undefined {
  return period.endCause === "eighteenth-birthday" ? undefined : period.end;
}

/** A status of the history that gives rise to no plan on any day; each is reported, none silently dropped. */
export interface UnplacedStatus {
  /** Its place in the case's history. */
  readonly index: number;
  readonly code: string;
  readonly reason:
    /** The council's table has no row for it. */
    | "unknown-code"
    /** The table says that it is not shared on these days. */
    | "mapped-to-none"
    /** The plan it maps to cannot exist on these days: before or after birth, after the eighteenth birthday or adoption. */
    | "outside-life"
    /** It ends before it begins. */
    | "no-days";
}

/** What a case's whole history means for CP-IS. */
export interface PlanDerivation {
  /** By kind, then by start; periods of one kind neither touch nor overlap. */
  readonly periods: readonly PlanPeriod[];
  readonly unplaced: readonly UnplacedStatus[];
}

interface Stretch {
  readonly from: LocalDate;
  readonly until?: LocalDate;
  readonly cause?: PlanEndCause;
}

const planKinds: readonly PlanKind[] = [
  "child-protection-plan",
  "looked-after-child",
  "unborn-child-protection-plan",
];

/**
 * Derives a case's plan periods from its whole status history.
 *
 * A day belongs to a plan exactly when a status in force on it maps to that plan on it. Days that follow each other make
 * one period, through however many statuses; a day between makes two.
 */
export function derivePlanPeriods(
  record: Pick<CaseRecord, "subject" | "statuses" | "adoptedOn">,
  table: StatusTable,
): PlanDerivation {
  const stretches = new Map<PlanKind, Stretch[]>(planKinds.map((kind) => [kind, []]));
  const unplaced: UnplacedStatus[] = [];
  for (const span of resolveStatusSpans(record.statuses, table)) {
    const placed = placeSpan(span, record, table);
    if (typeof placed === "string") unplaced.push({ index: span.index, code: span.code, reason: placed });
    else for (const [kind, stretch] of placed) stretches.get(kind)?.push(stretch);
  }
  const periods = planKinds.flatMap((kind) => {
    const joined = joinStretches(stretches.get(kind) ?? []);
    return joined.map((stretch) => toPeriod(kind, stretch, record.subject));
  });
  return { periods, unplaced: unplaced.sort((one, other) => one.index - other.index) };
}

type Placed = readonly (readonly [PlanKind, Stretch])[];

function placeSpan(
  span: StatusSpan,
  record: Pick<CaseRecord, "subject" | "adoptedOn">,
  table: StatusTable,
): Placed | UnplacedStatus["reason"] {
  if (span.until !== undefined && span.until < span.from) return "no-days";
  const rows = rowsOf(table, span.code);
  if (rows.length === 0) return "unknown-code";
  const mapped = rows.flatMap((row) => {
    const from = row.from !== undefined && row.from > span.from ? row.from : span.from;
    const until = earlierEnd(span.until, row.until);
    if (row.plan === "none" || !holdsOn(row, from) || (until !== undefined && until < from)) return [];
    const cause: PlanEndCause = until === span.until ? "status-ended" : "mapping-ended";
    return [[row.plan, { from, ...(until === undefined ? {} : { until, cause }) }] as const];
  });
  if (mapped.length === 0) return "mapped-to-none";
  const placed = mapped.flatMap(([kind, stretch]) => {
    const kept = keepWithinLife(stretch, lifeOf(kind, record));
    return kept === undefined ? [] : [[kind, kept] as const];
  });
  return placed.length === 0 ? "outside-life" : placed;
}

interface Life {
  readonly first?: LocalDate;
  readonly last?: LocalDate;
  readonly cause?: PlanEndCause;
}

// The days on which a plan of a kind can exist for this person; undefined where there is none.
function lifeOf(kind: PlanKind, record: Pick<CaseRecord, "subject" | "adoptedOn">): Life | undefined {
  const { subject, adoptedOn } = record;
  if (kind === "unborn-child-protection-plan") {
    if (subject.kind === "unborn-child") return {};
    return subject.beforeBirth === undefined ? undefined : { last: subject.child.birthDate, cause: "birth" };
  }
  if (subject.kind === "unborn-child") return undefined;
  const grownUp = eighteenthBirthday(subject.child.birthDate);
  const adopted = adoptedOn !== undefined && adoptedOn < grownUp;
  return {
    first: subject.child.birthDate,
    last: adopted ? adoptedOn : grownUp,
    cause: adopted ? "adoption" : "eighteenth-birthday",
  };
}

function keepWithinLife(stretch: Stretch, life: Life | undefined): Stretch | undefined {
  if (life === undefined) return undefined;
  const from = life.first !== undefined && life.first > stretch.from ? life.first : stretch.from;
  if (stretch.until !== undefined && stretch.until < from) return undefined;
  if (life.last === undefined) return { ...stretch, from };
  // A plan may end on that day, but none begins on it: whoever is eighteen, adopted or born has another record, or none.
  if (from >= life.last) return undefined;
  if (stretch.until !== undefined && stretch.until < life.last) return { ...stretch, from };
  return { from, until: life.last, ...(life.cause === undefined ? {} : { cause: life.cause }) };
}

function joinStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of [...stretches].sort((one, other) => compareDates(one.from, other.from))) {
    const last = joined.at(-1);
    if (last === undefined || leavesGap(last.until, stretch.from)) {
      joined.push(stretch);
    } else {
      joined[joined.length - 1] = longer(last, stretch);
    }
  }
  return joined;
}

// A day between. The first comparison spares most histories the arithmetic.
function leavesGap(until: LocalDate | undefined, from: LocalDate): boolean {
  return until !== undefined && until < from && addDays(until, 1) < from;
}

function longer(one: Stretch, other: Stretch): Stretch {
  if (one.until === undefined || (other.until !== undefined && other.until <= one.until)) return one;
  const { until, cause } = other;
  return {
    from: one.from,
    ...(until === undefined ? {} : { until }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function toPeriod(kind: PlanKind, stretch: Stretch, subject: CaseSubject): PlanPeriod {
  const { from: start, until: end, cause: endCause } = stretch;
  if (end !== undefined) return { kind, start, end, ...(endCause === undefined ? {} : { endCause }) };
  const dueDate = kind === "unborn-child-protection-plan" ? subject.beforeBirth?.dueDate : undefined;
  if (dueDate === undefined) return { kind, start };
  return { kind, start, end: dueDate < start ? start : dueDate, endCause: "due-date" };
}
