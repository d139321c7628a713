import { londonLocal, londonTime } from "../../domain/instant.js";
import { formatNhsNumber, isNhsNumber, type NhsNumber } from "../../domain/nhs-number.js";
import { decideTelephoneNow, type TelephoneNow } from "../../domain/office-hours.js";
import {
  type AuthorityRecord,
  type PlanSubject,
  planStatus,
  type ProtectionRecord,
} from "../../domain/protection-record.js";
import { type LookupCircumstances, type LookupReport, referenceOf } from "./lookup-report.js";
import {
  dateWords,
  failedWords,
  gapLines,
  meaningOf,
  notCheckedWords,
  planDates,
  planWords,
  statusWords,
} from "./lookup-words.js";

/**
 * A report for a person at a terminal, with the banner's rules: the state word first, unknown said as unknown, and
 * absence never looking like safety (principle 1).
 */
export function lookupText(report: LookupReport, nhsNumber: NhsNumber | undefined): string {
  const ribbon = report.circumstances?.view.environment;
  const lines = [
    ...(ribbon === undefined || ribbon === "production" ? [] : [`[${ribbon}: not the live register]`]),
    ...body(report, nhsNumber),
  ];
  return lines.join("\n");
}

function body(report: LookupReport, nhsNumber: NhsNumber | undefined): readonly string[] {
  const asked = nhsNumber === undefined ? "Asked" : `Asked about NHS No. ${formatNhsNumber(nhsNumber)},`;
  const worried = ringSafeguarding(report.circumstances);
  switch (report.outcome) {
    case "record":
      return recordLines(report.record, report.circumstances, report.retrievedAt);
    case "no-record":
      return [
        "No record returned by CP-IS",
        meaningOf(report),
        "It can miss children in need, early help, enquiries under way, plans that ended more than 12 months ago,",
        "unmatched or protected records, and children known only in Wales, Scotland or Northern Ireland.",
        `${asked} ${moment(report.retrievedAt)}. ${worried}`,
      ];
    case "not-checked":
      return [`Not checked with CP-IS: ${notCheckedWords[report.reason]}`, `${meaningOf(report)} ${worried}`];
    case "failed":
      return [
        `Could not check CP-IS: ${failedWords[report.reason]}`,
        `${meaningOf(report)} ${worried}`,
        `Reference ${referenceOf(report) ?? ""}`,
      ];
  }
}

function recordLines(record: ProtectionRecord, asked: LookupCircumstances, at: string): readonly string[] {
  const now = Date.parse(asked.view.serverTime);
  return [
    heading(record, now),
    ...record.subjects.map(subjectLine),
    ...record.authorities.flatMap((authority) => ["", ...authorityLines(authority, asked, now)]),
    "",
    ...gapLines(record),
    ...accessLines(record),
    "",
    `Checked ${moment(at)}. ${consequence(asked)}`,
    `A plan does not explain an injury, and does not rule anything out. ${ringSafeguarding(asked)}`,
  ];
}

function heading(record: ProtectionRecord, now: number): string {
  const plans = record.authorities.flatMap((authority) => authority.plans);
  const ended = plans.filter((plan) => planStatus(plan, londonLocal(now)) === "ended").length;
  // A record with unread parts is never announced as ended: the unread part may be current.
  if (plans.length > 0 && ended === plans.length && record.gaps.length === 0) {
    return "Ended: CP-IS returned a record with no current plan";
  }
  return "Alert: CP-IS returned a record";
}

// A number mistyped into another valid one is another child's: the answer says whose it is (H-01).
function subjectLine(subject: PlanSubject): string {
  const whose = subject.kind === "mother" ? "This answer is for the mother:" : "This answer is for";
  const name = `${subject.familyName.toLocaleUpperCase("en-GB")}, ${subject.givenName}`;
  const number = isNhsNumber(subject.nhsNumber) ? formatNhsNumber(subject.nhsNumber) : subject.nhsNumber;
  return `${whose} ${name}, born ${dateWords(subject.birthDate)}, NHS No. ${number}`;
}

function authorityLines(
  authority: AuthorityRecord,
  asked: LookupCircumstances,
  now: number,
): readonly string[] {
  const { contacts } = asked.view;
  const applies = decideTelephoneNow(contacts?.officeHours[authority.odsCode], contacts?.bankHolidays, now);
  return [
    authority.name,
    ...authority.plans.map((plan) => {
      const status = planStatus(plan, londonLocal(now));
      return `  ${planWords[plan.kind]}: ${statusWords[status]}, ${planDates(plan, status)}`;
    }),
    telephoneLine("Office hours  ", authority.officeHoursTelephone, applies === "office-hours"),
    telephoneLine("Emergency duty", authority.emergencyDutyTelephone, applies === "emergency-duty"),
    ...hoursNote(applies),
  ];
}

function telephoneLine(label: string, number: string | undefined, useNow: boolean): string {
  const shown = number === undefined ? "Not known" : grouped(number);
  return `  ${label}  ${shown}${useNow ? "  (use now)" : ""}`;
}

function grouped(digits: string): string {
  return /^0[0-9]{10}$/.test(digits) ? `${digits.slice(0, 5)} ${digits.slice(5)}` : digits;
}

function hoursNote(applies: TelephoneNow): readonly string[] {
  return applies === "unknown" ? ["  The office hours of this council are not known here: try both."] : [];
}

function accessLines(record: ProtectionRecord): readonly string[] {
  if (record.accesses.length === 0) return [];
  const rows = record.accesses.map((access) => {
    const role = access.role === undefined ? "" : `, ${access.role}`;
    return `  ${moment(access.at)}  ${access.name}${role}, ${access.organisation}${access.isThisCheck ? "  (this check)" : ""}`;
  });
  return [
    "Record opened by (people who opened it, not visits; the 25 latest; unplanned care only; the same person once in 24 hours)",
    ...rows,
  ];
}

function consequence(asked: LookupCircumstances): string {
  if (asked.view.accessMode === "scheduled") return "Planned care: council not told.";
  return "CP-IS reports this check to the council by itself. That is not a referral, and nobody may have read it.";
}

function ringSafeguarding(asked: LookupCircumstances | undefined): string {
  const number = asked?.view.safeguardingTelephone;
  const whom = number === undefined ? "your safeguarding team" : `the safeguarding team on ${number}`;
  return `If you are worried, ring ${whom}.`;
}

function moment(instant: string): string {
  const at = londonTime(Date.parse(instant));
  return `${dateWords(at.date)} ${at.time}`;
}
