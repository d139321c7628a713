/** The words of a record in the closed banner. The rules of `wording.ts` hold here. */
import type { AccessMode } from "../src/domain/access-mode.js";
import type { PlanKind, PlanStatus, RecordGap } from "../src/domain/protection-record.js";
import { plannedCare } from "./wording.js";

/**
 * How a plan is called: alone in a heading, beside others in one, in a tag, in a sentence or table. A plan on the mother's
 * record must never be taken for hers (H-08).
 */
export const planWords: Readonly<
  Record<PlanKind, readonly [alone: string, beside: string, tag: string, full: string]>
> = {
  "child-protection-plan": [
    "current child protection plan",
    "child protection plan",
    "Protection plan",
    "Child protection plan",
  ],
  "looked-after-child": ["looked after child", "looked after child", "Looked after", "Looked after child"],
  "unborn-child-protection-plan": [
    "unborn child plan on this patient’s record",
    "an unborn child plan",
    "Unborn child plan, for the baby",
    "Unborn child protection plan",
  ],
};

/** A plan that is not running now is not called current. */
export const notCurrently = (name: string): string => name.replace("current ", "");

/** Clauses of a record's heading beside those for current plans; the first of a pair stands alone. */
export const headingWords = {
  alert: (clauses: string): string => `Alert: ${clauses}`,
  ended: (on: string, name: string, others: number): string =>
    `Ended ${on}: ${name}${others > 0 ? `, and ${String(others)} more` : ""}`,
  councils: (count: number): string => (count > 1 ? ` (${String(count)} councils)` : ""),
  starts: (name: string, on: string) => [`${name} starts ${on}`, "a plan not yet started"],
  unread: ["a record that could not all be read", "a part that could not be read"],
  endedPlans: (count: number): string => (count > 1 ? "ended plans" : "an ended plan"),
} as const;

/** Before the council of an unborn child's plan on the mother's record (H-08). */
export const forTheBaby = ["For the baby", ", not for this patient. "] as const;

/** When a plan started and ends, after its council. */
export const planDates = (status: PlanStatus, start: string, end: string | undefined): string =>
  `, ${status === "not-started" ? "starts" : "started"} ${start}${
    end === undefined ? "" : `, ${status === "ended" ? "ended" : "ends"} ${end}`
  }`;

/** Where a plan stands, in a tag. */
export const statusWords: Readonly<Record<PlanStatus, string>> = {
  current: "Current",
  ended: "Ended",
  "not-started": "Not started",
};

/**
 * What of the plans could not be read, with what to do. The compiler demands a decision for every gap: without words are
 * those that say nothing of a plan, and those said with their numbers.
 */
export const unreadWords: Readonly<Record<RecordGap, string>> = {
  "plan-unreadable": "Part of the record could not be read: ring the council.",
  "authority-unreadable": "Part of a council’s name or numbers could not be read.",
  "subject-unreadable": "Whom part of it is about could not be read: ring the safeguarding team.",
  "access-unreadable": "",
  "too-many-accesses": "",
  "record-count-differs": "",
  "access-count-differs": "",
};

/** Totals in the reply that do not agree with its contents, or that could not be read. */
export const countDiffers = (declared: number | undefined, shown: number, what: string): string =>
  declared === undefined
    ? "The register’s own totals could not be read."
    : `The register says ${String(declared)} ${what}; ${String(shown)} could be shown.`;

/** After the council of an ended plan. How long an unborn child's plan stays, the sources tell differently. */
export const endedSince = (start: string, unborn: boolean): string =>
  `, from ${start}. No current plan returned.${unborn ? "" : " CP-IS shows a plan for 12 months after it ends."}`;

/** The councils of a record together. */
export const councilsWords = (count: number): string =>
  count === 1 ? "the council" : count === 2 ? "both councils" : `all ${String(count)} councils`;

/** Whom CP-IS tells of this check; never that anybody has been told (principle 3). */
export const tellsWords = (mode: AccessMode | undefined, councils: number): string =>
  mode === undefined
    ? ""
    : mode === "scheduled"
      ? `${plannedCare}council not told.`
      : `CP-IS tells ${councilsWords(councils)}.`;

/** Councils beyond the two that the closed banner shows. */
export const moreCouncils = (count: number): string =>
  `${String(count)} more council${count === 1 ? "" : "s"} in details.`;

/** Marks the telephone that applies now. */
export const useNowLabel = "Use now";
/** What a copy button does, for those who hear it. */
export const copyLabel = (label: string, shown: string): string => `Copy ${label} ${shown}`;
/** Opens and closes the details of a record. */
export const recordDetailsLabels = ["Show details", "Hide details"] as const;
