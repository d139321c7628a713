import type { CaseRecord } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import { eighteenthBirthday } from "./local-date.js";
import type { NhsNumber } from "./nhs-number.js";
import type { PlanKind } from "./protection-record.js";

/** Why a plan of a case cannot be sent, found by our own check before any file is made. */
export type SendingObstacle =
  /** An unborn child's plan goes under the mother's NHS number, and nobody has linked her. */
  | "no-mother"
  | "no-nhs-number"
  | "mother-no-nhs-number"
  /** An unborn child's plan must carry an end, which is the expected date of birth. */
  | "no-due-date"
  /** PDS closed the number; nothing may be sent to it until a person has decided (H-24). */
  | "nhs-number-inactive";

/** The person under whose NHS number a plan of a kind is held: the child, or the mother of an unborn child. */
export function subjectOfPlan(record: Pick<CaseRecord, "subject">, kind: PlanKind) {
  if (kind === "unborn-child-protection-plan") return record.subject.beforeBirth?.mother;
  return record.subject.kind === "child" ? record.subject.child : undefined;
}

/**
 * Every obstacle to sending a plan of a kind, worst first. None means that it may go into a file.
 *
 * `inactiveNumbers` are the numbers that CP-IS has reported as closed and nobody has put right since. An adoption is no obstacle
 * by itself: the plans end with it, and that end must still reach the register while the old number lives.
 */
export function sendingObstacles(
  record: Pick<CaseRecord, "subject">,
  kind: PlanKind,
  inactiveNumbers: ReadonlySet<NhsNumber>,
): readonly SendingObstacle[] {
  const unborn = kind === "unborn-child-protection-plan";
  const person = subjectOfPlan(record, kind);
  const obstacles: SendingObstacle[] = [];
  if (person === undefined) {
    if (unborn) obstacles.push("no-mother");
  } else if (person.nhsNumber === undefined) {
    obstacles.push(unborn ? "mother-no-nhs-number" : "no-nhs-number");
  } else if (inactiveNumbers.has(person.nhsNumber)) {
    obstacles.push("nhs-number-inactive");
  }
  const { subject } = record;
  if (unborn && subject.kind === "unborn-child" && subject.beforeBirth.dueDate === undefined) {
    obstacles.push("no-due-date");
  }
  return obstacles;
}

/** Something in a case that only a person can put right, though nothing is wrong with the data. */
export type CaseReminder =
  /** The expected date of birth has passed: record the birth, or a new date. CP-IS drops the plan 28 days after it. */
  | "due-date-passed"
  /** The baby is born: the mother's plan ends, and nothing follows the baby by itself. Check its own number and plan (H-08). */
  | "check-newborn"
  /** In the next 90 days CP-IS ends the record by itself. */
  | "eighteenth-birthday-near";

/** The reminders of a case on a day. */
export function caseReminders(
  record: Pick<CaseRecord, "subject" | "statuses">,
  hasPlan: (kind: PlanKind) => boolean,
  today: LocalDate,
): readonly CaseReminder[] {
  const { subject } = record;
  if (subject.kind === "unborn-child") {
    const { dueDate } = subject.beforeBirth;
    const passed = dueDate !== undefined && dueDate < today && hasPlan("unborn-child-protection-plan");
    return passed ? ["due-date-passed"] : [];
  }
  const reminders: CaseReminder[] = [];
  const followed = hasPlan("child-protection-plan") || hasPlan("looked-after-child");
  if (hasPlan("unborn-child-protection-plan") && !followed) reminders.push("check-newborn");
  const birthday = eighteenthBirthday(subject.child.birthDate);
  const daysLeft = (Date.parse(birthday) - Date.parse(today)) / 86_400_000;
  if (followed && daysLeft > 0 && daysLeft <= 90) reminders.push("eighteenth-birthday-near");
  return reminders;
}
