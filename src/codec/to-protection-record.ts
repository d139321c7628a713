import type {
  AuthorityRecord,
  Plan,
  PlanSubject,
  ProtectionRecord,
  RecordAccess,
  RecordGap,
} from "../domain/protection-record.js";
import type { AccessRecord } from "./hl7v3/access-record.js";
import type { Telecom } from "./hl7v3/authority.js";
import type { ChildPlan } from "./hl7v3/plan.js";
import { maxAccessRecords } from "./hl7v3/query-response.js";
import type { ReadableRecord, ReadableResponse } from "./hl7v3/read-query-response.js";
import type { Subject } from "./hl7v3/subject.js";
import { parseBirthTime, parseInstant, parsePlanDate } from "./hl7v3/timestamp.js";
import { nameAuthor } from "./name-author.js";

/**
 * Turns what was read of a response into what the banner draws.
 *
 * A record that does not say whose it is is left out, never drawn under the patient who happens to be open (H-01). Its
 * plans are then plans that nobody has read, and one of them may be current: the gaps say so (H-04, H-11).
 */
export function toProtectionRecord(
  response: ReadableResponse,
  gaps: readonly RecordGap[],
  ownQueryId: string,
): ProtectionRecord {
  const records = response.records.filter(({ identified }) => identified);
  const isLeftOut = records.length < response.records.length;
  const { declaredChildRecords, declaredAccessRecords } = response;
  return {
    authorities: byAuthority(records.filter(({ plans }) => plans.length > 0)),
    subjects: distinct(records.flatMap(({ subjects }) => subjects.map(toPlanSubject))),
    accesses: response.accesses
      .map((access) => toRecordAccess(access, ownQueryId))
      .sort((left, right) => right.at.localeCompare(left.at))
      .slice(0, maxAccessRecords),
    ...(declaredChildRecords === undefined ? {} : { declaredChildRecords }),
    ...(declaredAccessRecords === undefined ? {} : { declaredAccessRecords }),
    gaps: isLeftOut ? [...new Set<RecordGap>([...gaps, "plan-unreadable"])] : gaps,
  };
}

function byAuthority(records: readonly ReadableRecord[]): readonly AuthorityRecord[] {
  const merged = new Map<string, AuthorityRecord>();
  for (const { authority, plans } of records) {
    const contact = toContact(authority);
    // Two records of one authority that give different numbers stay apart: neither number may be lost.
    const key = JSON.stringify(contact);
    const earlier = merged.get(key)?.plans ?? [];
    merged.set(key, { ...contact, plans: [...earlier, ...plans.map(toPlan)] });
  }
  return [...merged.values()];
}

function toContact({ odsCode, name, telecoms }: ReadableRecord["authority"]): Omit<AuthorityRecord, "plans"> {
  const officeHoursTelephone = telephoneFor("WP", telecoms);
  const emergencyDutyTelephone = telephoneFor("EC", telecoms);
  return {
    odsCode,
    name,
    ...(officeHoursTelephone === undefined ? {} : { officeHoursTelephone }),
    ...(emergencyDutyTelephone === undefined ? {} : { emergencyDutyTelephone }),
  };
}

// By use, not by order; `use` is a list (cpis-messages 2.2, 4.4).
function telephoneFor(use: "WP" | "EC", telecoms: readonly Telecom[]): string | undefined {
  const number = telecoms.find((telecom) => telecom.use.split(" ").includes(use))?.number;
  return number?.replace(/^(?:\+44|0044)0?/, "0");
}

function toPlan(plan: ChildPlan): Plan {
  const endDate = plan.endDate === undefined ? undefined : parsePlanDate(plan.endDate);
  return {
    kind: plan.kind,
    startDate: parsePlanDate(plan.startDate) ?? plan.startDate,
    ...(endDate === undefined ? {} : { endDate }),
  };
}

function toPlanSubject(subject: Subject): PlanSubject {
  return {
    kind: subject.kind,
    nhsNumber: subject.nhsNumber,
    birthDate: parseBirthTime(subject.birthTime) ?? subject.birthTime,
    givenName: subject.givenName,
    familyName: subject.familyName,
  };
}

function distinct(subjects: readonly PlanSubject[]): readonly PlanSubject[] {
  return [...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values()];
}

function toRecordAccess(access: AccessRecord, ownQueryId: string): RecordAccess {
  return {
    at: parseInstant(access.effectiveTime) ?? access.effectiveTime,
    ...nameAuthor(access.author),
    organisation: access.author.organisation.name,
    isThisCheck: access.queryId.toUpperCase() === ownQueryId.toUpperCase(),
  };
}
