import type { Subject } from "../../codec/hl7v3/subject.js";
import { parseBirthTime, parsePlanDate } from "../../codec/hl7v3/timestamp.js";
import type { UploadPlan } from "../../codec/hl7v3/upload-plan.js";
import type { UploadRecord } from "../../codec/hl7v3/upload-record.js";
import type { RecordSource, Register } from "../register.js";
import type { SeedPlan } from "../seed.js";

/**
 * Puts an accepted record into the register.
 *
 * A plan is known by council, kind and start: it is added, or its end and delete date become what this file says. Nothing that the
 * file does not name is touched, whichever council's it is: absence is no removal.
 */
export function applyRecord(
  record: UploadRecord,
  file: { readonly authority: string; readonly sequenceNumber: number },
  register: Register,
): void {
  const [subject] = record.subjects;
  if (subject === undefined) return;
  const { nhsNumber, givenName, familyName } = subject;
  const held = register.held(nhsNumber);
  const uploaded = record.plans.map((plan) => toSeedPlan(plan, file.authority));
  const untouched = (held?.plans ?? []).filter((plan) => !uploaded.some((each) => isSamePlan(each, plan)));
  const kept = uploaded.filter((plan) => plan.deleteDate === undefined || held?.plans.some(sameAs(plan)));
  register.put(
    {
      nhsNumber,
      givenName,
      familyName,
      birthDate: parseBirthTime(subject.birthTime) ?? "",
      plans: [...untouched, ...kept],
      accesses: held?.accesses ?? [],
    },
    toSource(record.subjects, file, register),
  );
}

function toSeedPlan({ kind, startDate, endDate, deleteDate }: UploadPlan, authority: string): SeedPlan {
  const wallClock = (date: string): string => parsePlanDate(date) ?? date;
  return {
    kind,
    authority,
    startDate: wallClock(startDate),
    ...(endDate === undefined ? {} : { endDate: wallClock(endDate) }),
    ...(deleteDate === undefined ? {} : { deleteDate: wallClock(deleteDate) }),
  };
}

function isSamePlan(one: SeedPlan, other: SeedPlan): boolean {
  return one.authority === other.authority && one.kind === other.kind && one.startDate === other.startDate;
}

function sameAs(plan: SeedPlan): (other: SeedPlan) => boolean {
  return (other) => isSamePlan(plan, other);
}

// A file that speaks of the mother alone says nothing about the id of a child.
function toSource(
  subjects: readonly Subject[],
  { authority, sequenceNumber }: { readonly authority: string; readonly sequenceNumber: number },
  register: Register,
): RecordSource {
  const earlier = register
    .find(subjects[0]?.nhsNumber ?? "")
    ?.sources.find((source) => source.authority === authority);
  const localId = (kind: Subject["kind"]): string | undefined =>
    subjects.find((subject) => subject.kind === kind)?.localId?.value;
  const childLocalId = localId("child") ?? earlier?.childLocalId;
  const motherLocalId = localId("mother") ?? earlier?.motherLocalId;
  return {
    authority,
    sequenceNumber,
    ...(childLocalId === undefined ? {} : { childLocalId }),
    ...(motherLocalId === undefined ? {} : { motherLocalId }),
  };
}
