import type { FailedReason, NotCheckedReason } from "../../domain/lookup-state.js";
import type {
  Plan,
  PlanKind,
  PlanStatus,
  ProtectionRecord,
  RecordGap,
} from "../../domain/protection-record.js";
import type { LookupReport, OwnReason } from "./lookup-report.js";

/** Why nothing was asked, and what to do. The compiler demands words for every reason. */
export const notCheckedWords: Readonly<Record<NotCheckedReason | OwnReason, string>> = {
  "nhs-number-missing": "no NHS number. Give one",
  "nhs-number-invalid": "not a valid NHS number. Check the ten digits",
  "nhs-number-unverified": "the NHS number is not verified. Trace it first",
  "nhs-number-changed": "the NHS number has changed. Use the current one",
  "not-in-automatic-group": "an adult who is not recorded as pregnant",
  "role-not-automatic": "this role does not check by itself",
  "location-unknown": "the location is not in the configuration. Choose one that is",
  "location-not-enabled": "CP-IS is not enabled at this location",
  "silent-read-not-configured": "silent read is not set up here",
  "too-many": "too many checks in a minute. Wait, then try again",
  "user-not-identified": "the user is not identified. Give a token that is current and complete",
  "not-permitted": "this user has no access to CP-IS at this location",
  "switched-off": "CP-IS is switched off here",
  "automatic-switched-off": "automatic checks are switched off here",
  "gateway-not-started": "the gateway could not start",
  "request-refused": "the gateway refused the request",
  "answer-no-longer-held": "an earlier answer is no longer held, and nothing was asked again",
};

/** Why the answer is not known although it was asked for. */
export const failedWords: Readonly<Record<FailedReason, string>> = {
  "no-answer-yet": "the register did not answer within 30 seconds",
  "no-answer": "the register did not answer",
  "spine-unreachable": "there is no connection to Spine. Nothing was sent",
  "outcome-unknown": "the connection to Spine broke. The register may have been asked",
  rejected: "Spine refused the question",
  "register-fault": "the register reported a fault",
  "answer-unreadable": "the answer could not be understood",
  "record-unreadable": "CP-IS returned a record that could not be read. Treat it as a positive",
  "identity-mismatch": "the answer gives another date of birth. Check who the patient is",
  "about-someone-else": "the answer was about someone else and was thrown away",
  interrupted: "the gateway stopped before the answer came",
  "gateway-unreachable": "the gateway cannot be reached",
  "page-incomplete": "a script of the page could not be loaded. Nothing was sent",
  internal: "the gateway has a fault",
};

/** The types of plan, as the banner names them. */
export const planWords: Readonly<Record<PlanKind, string>> = {
  "child-protection-plan": "Child protection plan",
  "looked-after-child": "Looked after child",
  "unborn-child-protection-plan": "Unborn child protection plan, for the baby and not for this patient",
};

/** Where a plan stands. */
export const statusWords: Readonly<Record<PlanStatus, string>> = {
  current: "current",
  ended: "ended",
  "not-started": "not started yet",
};

/** What of the answer could not be read; said in words, never dropped. */
const gapWords: Readonly<Record<RecordGap, string>> = {
  "plan-unreadable": "A plan could not be read: phone the council.",
  "authority-unreadable": "A council could not be read.",
  "subject-unreadable":
    "Whom a part of the record is about could not be read, and it may be left out: phone the safeguarding team.",
  "access-unreadable": "An entry of the opening list could not be read.",
  "too-many-accesses": "The register returned more than 25 openings.",
  "record-count-differs": "The register gives another number of records than could be shown.",
  "access-count-differs": "The register gives another number of openings than could be shown.",
};

/** What of a record could not be read, each said once; totals that are not there are not called different ones. */
export function gapLines({
  gaps,
  declaredChildRecords,
  declaredAccessRecords,
}: ProtectionRecord): readonly string[] {
  const unreadTotals: readonly (RecordGap | false)[] = [
    declaredChildRecords === undefined && "record-count-differs",
    declaredAccessRecords === undefined && "access-count-differs",
  ];
  const lines = gaps.map((gap) =>
    unreadTotals.includes(gap) ? "The register's own totals could not be read." : gapWords[gap],
  );
  return [...new Set(lines)];
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `19-Nov-2026`, from a date or a date and time. */
export function dateWords(isoDate: string): string {
  // A reply may give only the year, or the year and the month, of a date of birth.
  const [year = "", month, day] = isoDate.slice(0, 10).split("-");
  const name = month === undefined ? undefined : (months[Number(month) - 1] ?? month);
  return [day, name, year].filter((part) => part !== undefined).join("-");
}

/** When a plan began and when it ends, as returned; nothing is computed. */
export function planDates(plan: Plan, status: PlanStatus): string {
  const started = `${status === "not-started" ? "starts" : "started"} ${dateWords(plan.startDate)}`;
  if (plan.endDate === undefined) return `${started}, no end date`;
  const usually = plan.kind === "unborn-child-protection-plan" ? " (usually the due date)" : "";
  return `${started}, ${status === "ended" ? "ended" : "ends"} ${dateWords(plan.endDate)}${usually}`;
}

/** What an outcome means, in one sentence that travels with it: a bare word would be taken for more than it says. */
export function meaningOf(report: LookupReport): string {
  switch (report.outcome) {
    case "record":
      return "CP-IS returned a record. It supports judgement and never replaces it.";
    case "no-record":
      return "CP-IS returned no record for this NHS number. This does not mean there are no safeguarding concerns.";
    case "not-checked":
      return "The register has not been asked. Treat as unknown.";
    case "failed":
      return "The answer is not known. Treat as unknown: there may be a record.";
  }
}
