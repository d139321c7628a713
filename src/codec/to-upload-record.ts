import type { LocalAuthority } from "../domain/case-record.js";
import type { LocalDate } from "../domain/instant.js";
import type { PlanOnFile } from "../domain/sending.js";
import type { UploadSubject } from "../domain/upload-batch.js";
import type { Authority } from "./hl7v3/authority.js";
import type { Subject } from "./hl7v3/subject.js";
import type { UploadPlan } from "./hl7v3/upload-plan.js";
import type { UploadRecord } from "./hl7v3/upload-record.js";

/** The record of one NHS number: its subjects, and what this file says of their plans. */
export function toUploadRecord(
  subjects: readonly UploadSubject[],
  plans: readonly PlanOnFile[],
  authority: LocalAuthority,
): UploadRecord {
  // A subject about whom this file says nothing is left out: an unborn child's plan must not seem to be the mother's own (H-08).
  const spokenOf = subjects.filter(({ kind }) => plans.some((plan) => isAbout(plan, kind)));
  return {
    plans: plans.map(toUploadPlan),
    subjects: spokenOf.map((subject) => toSubject(subject, authority)),
  };
}

/** The council as a file names it. */
export function toSender(authority: LocalAuthority): Authority {
  const { odsCode, name, officeHoursTelephone, emergencyDutyTelephone } = authority;
  const office = officeHoursTelephone === undefined ? [] : [{ use: "WP", number: officeHoursTelephone }];
  return { odsCode, name, telecoms: [...office, { use: "EC", number: emergencyDutyTelephone }] };
}

function isAbout({ kind }: PlanOnFile, subject: UploadSubject["kind"]): boolean {
  return (kind === "unborn-child-protection-plan") === (subject === "mother");
}

function toUploadPlan({ kind, start, end, deletedOn }: PlanOnFile): UploadPlan {
  return {
    kind,
    startDate: planDate(start),
    ...(end === undefined ? {} : { endDate: planDate(end) }),
    ...(deletedOn === undefined ? {} : { deleteDate: planDate(deletedOn) }),
  };
}

// Only the day is known, and the wire wants a minute: the first of the day (cpis-messages 2.3).
function planDate(date: LocalDate): string {
  return `${date.replaceAll("-", "")}0000`;
}

function toSubject(subject: UploadSubject, { odsCode, name }: LocalAuthority): Subject {
  return {
    kind: subject.kind,
    nhsNumber: subject.nhsNumber,
    ...(subject.localId === undefined
      ? {}
      : { localId: { value: subject.localId, assigningAuthorityName: `${odsCode}:${name}` } }),
    birthTime: subject.birthDate.replaceAll("-", ""),
    givenName: subject.given,
    familyName: subject.family,
  };
}
