/** The words of the opened details. The rules of `wording.ts` hold here. */
import type { LondonTime } from "../src/domain/instant.js";
import type { OfficeHours } from "../src/domain/office-hours.js";

/** Before the values that say whose answer it is, in the national order. */
export const identityLabels = {
  answerIsFor: "This answer is for",
  born: "Born",
  gender: "Gender",
  number: "NHS No.",
} as const;
/** Heading of the host's own list of attendances. */
export const attendancesTitle = "Attendances here";
/** Columns of a council's plans. */
export const planColumns = ["Plan", "Now", "Started", "Ends or ended"];
/** Columns of the list of openings. */
export const accessColumns = ["When", "Who", "Role", "Organisation"];
/** An open end. */
export const noEndDate = "No end date";
/** Beside the end date of an ended plan (R-36). */
export const shownFor12Months = " (shown for 12 months)";
/** Under an unborn child's plan, and under its end date (H-08). */
export const unbornNotes = ["for the baby this patient is carrying", "usually the due date"] as const;
/** Above the number that does not apply now. */
export const otherTimes = "At other times";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The days of a period: `Mon to Fri`, or each by name. */
function daysWords(of: readonly number[]): string {
  const names = [...of].sort((a, b) => a - b).map((day) => days[day - 1] ?? "");
  const [first] = names;
  const run = names.length > 2 && Math.max(...of) - Math.min(...of) === names.length - 1;
  return first !== undefined && run ? `${first} to ${names[names.length - 1] ?? ""}` : names.join(", ");
}

/** When a council's office is open, and the time that the mark was decided with (R-43, H-27, H-28). */
export function hoursWords(hours: OfficeHours | undefined, holiday: boolean, now: LondonTime): string {
  const known = hours?.periods
    .map((period) => `${daysWords(period.days)} ${period.opens} to ${period.closes}`)
    .join("; ");
  return `${known ? `Office hours here are ${known}.` : "When this council’s office is open is not known here."} It is now ${
    days[now.weekday - 1] ?? ""
  } ${now.time}${holiday ? ", a public holiday" : ""}. Numbers come from the council. If nobody answers, ring the other one.`;
}

/** Heading of the list of openings (R-34). */
export const openedByTitle = "Record opened by";
/** Marks the reader's own check, which is always in the list (R-26, H-16). */
export const thisCheck = "This check";
/** Shows the openings beyond the ten newest. */
export const showAll = (count: number): string => `Show all ${String(count)}`;
/** Some entries of the list could not be read. */
export const accessUnreadable = "Some entries of this list could not be read.";
/** Introduces the limits of the list. */
export const listLimitsTitle = "What this list leaves out.";
/** The limits of the list (H-15, H-16). */
export const listLimits =
  "It shows who opened the record, not who was treated. It holds the 25 latest openings in emergency and other unplanned care. Planned care (such as a GP appointment) is never listed. The same person opening it again within 24 hours is listed once.";

/** Heading of the judgement box. */
export const judgementTitle = "Use it with your own judgement";
/** The judgement box beside a record. */
export const recordJudgement =
  "If you are worried, ring the council and tell the safeguarding team on #. A plan does not explain an injury, and does not rule anything out.";
/** The judgement box beside *no record*. */
export const noRecordJudgement =
  "If you are worried, tell the safeguarding team on #. You do not need a record to raise a concern.";
/** What reporting a check is not (R-39). */
export const notAReferral = (whom: string): string =>
  `CP-IS tells ${whom} of this check. That is not a referral, and nobody may have read it.`;

/** Heading of the box beside an unborn child's plan. */
export const afterBirthTitle = "After the birth";
/** What to do once the baby has a number of its own (H-08). */
export const afterBirth =
  "The baby gets an NHS number of its own. Check the baby under that number: this plan is not moved to the baby’s record by this screen.";

/** Heading of what CP-IS leaves out, beside a record. */
export const notShownTitle = "What CP-IS does not show";
/** What CP-IS leaves out, beside a record (H-03). */
export const notShown = [
  "The reason for a plan",
  "Children in need, early help, or enquiries under way",
  "Plans that ended more than 12 months ago",
  "Children known only in Wales, Scotland or Northern Ireland",
];

/** Heading of what *no record* can miss. */
export const hadNoRecord = (at: string): string => `The register had no record for this NHS number at ${at}`;
/** Introduces what *no record* can miss. */
export const canMissLead = "It can miss children who are known to social care. It does not hold:";
/** What *no record* can miss (H-03, H-25). */
export const canMiss = [
  "children in need, early help, or enquiries under way",
  "plans that ended more than 12 months ago",
  "children whose council has not matched their NHS number, or whose record is protected",
  "children known only in Wales, Scotland or Northern Ireland",
];
/** Until when an answer without a record is shown (R-55). */
export const stopsShowing = (until: string): string =>
  `This answer stops showing at ${until} and is not kept.`;

/** The control that records that a person saw the alert. */
export const markAsSeen = "Mark as seen (hides nothing)";
/** After it was pressed. */
export const markedAsSeen = (at: string): string => `Marked as seen ${at}`;
/** Beside *Check again*. */
export const detailsAudited =
  "Opening these details sends nothing more. Each time details are opened is kept in this hospital’s audit.";
