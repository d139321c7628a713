import type { TranslatedCode } from "../../codec/hl7v3/upload-record-code.js";
import { parseBirthTime, parsePlanDate } from "../../codec/hl7v3/timestamp.js";
import type { Subject } from "../../codec/hl7v3/subject.js";
import type { UploadPlan } from "../../codec/hl7v3/upload-plan.js";
import { oids } from "../../codec/hl7v3/vocabulary.js";
import { londonLocal } from "../../domain/instant.js";
import type { RecordCode } from "../../domain/upload-codes.js";
import { endedPlanStaysDays, isAdult } from "../plan-visibility.js";
import type { SeedChild } from "../seed.js";
import type { Pds, PdsFinding } from "./pds.js";
import type { UploadedRecord } from "./read-uploaded-record.js";

/** What the register answers to one record. */
export interface RecordVerdict {
  readonly code: RecordCode;
  /** What CPR07 means here, or the number to use in place of a replaced one. */
  readonly detail?: TranslatedCode;
}

/** What a record is judged by. */
export interface JudgingContext {
  readonly pds: Pds;
  /** Everything held under an NHS number. */
  readonly held: (nhsNumber: string) => SeedChild | undefined;
  readonly authority: string;
  readonly nowEpochMs: number;
}

/** The placeholder code system of the simulator: the national detail codes are not public (cpis-messages 7.2). */
const simulatorCodes = "2.999.1";
const dayMs = 86_400_000;

/**
 * Judges one record: Spine's field rules first, then who it is about, then whether the register can take what it says.
 *
 * All of a record is taken or nothing of it; the first rule that is broken answers for it.
 */
export function judgeRecord(record: UploadedRecord, context: JudgingContext): RecordVerdict {
  const fault = record.fault ?? coherenceFault(record);
  if (fault !== undefined) return unsuccessful(fault);
  const findings = record.content.subjects.map((subject) => context.pds.check(subject));
  const refusal = findings.map(pdsVerdict).find((verdict) => verdict !== undefined);
  if (refusal !== undefined) return refusal;
  const refused = registerFault(record, context);
  return refused === undefined ? { code: "CPR06" } : unsuccessful(refused);
}

/** CPR07 with a reason. */
export function unsuccessful(reason: string): RecordVerdict {
  const code = reason.split(" ")[0] ?? reason;
  return { code: "CPR07", detail: { code, codeSystem: simulatorCodes, displayName: reason } };
}

function coherenceFault({ content: { plans, subjects } }: UploadedRecord): string | undefined {
  if (new Set(subjects.map(({ nhsNumber }) => nhsNumber)).size !== 1) return "SUBJECTS_DISAGREE NHS Number";
  if (new Set(subjects.map(({ kind }) => kind)).size !== subjects.length) return "DUPLICATE_SUBJECT";
  const covered = plans.every((plan) => subjects.some((subject) => isAbout(plan, subject)));
  const needed = subjects.every((subject) => plans.some((plan) => isAbout(plan, subject)));
  return covered && needed ? undefined : "SUBJECT_DOES_NOT_FIT Care Plan Type";
}

function isAbout({ kind }: UploadPlan, subject: Subject): boolean {
  return (kind === "unborn-child-protection-plan") === (subject.kind === "mother");
}

function pdsVerdict(finding: PdsFinding): RecordVerdict | undefined {
  switch (finding.kind) {
    case "match":
      return undefined;
    case "no-match":
      return { code: "CPR01" };
    case "sensitive":
      return { code: "CPR02" };
    case "not-verified":
      return { code: "CPR03" };
    case "old-style":
      return { code: "CPR04" };
    case "superseded":
      return { code: "CPR05", detail: { code: finding.by, codeSystem: oids.nhsNumber } };
  }
}

function registerFault({ content }: UploadedRecord, context: JudgingContext): string | undefined {
  const { nowEpochMs, held, authority } = context;
  const child = content.subjects.find(({ kind }) => kind === "child");
  if (child !== undefined && isAdult(parseBirthTime(child.birthTime) ?? "", nowEpochMs)) return "ADULT";
  const nhsNumber = content.subjects[0]?.nhsNumber ?? "";
  const own = (held(nhsNumber)?.plans ?? []).filter((plan) => plan.authority === authority);
  for (const plan of content.plans) {
    const sameKind = own.filter(({ kind }) => kind === plan.kind);
    const start = parsePlanDate(plan.startDate);
    if (plan.deleteDate === undefined) {
      if (endedTooLongAgo(plan, nowEpochMs)) return "ENDED_MORE_THAN_365_DAYS_AGO";
    } else if (sameKind.length > 0 && sameKind.every(({ startDate }) => startDate !== start)) {
      // Deleting again what is gone is harmless; deleting what starts otherwise is somebody's mistake.
      return "DELETE_NAMES_ANOTHER_START Care Plan Start Date";
    }
  }
  return undefined;
}

function endedTooLongAgo({ kind, endDate }: UploadPlan, nowEpochMs: number): boolean {
  if (kind === "unborn-child-protection-plan" || endDate === undefined) return false;
  return (parsePlanDate(endDate) ?? "") <= londonLocal(nowEpochMs - endedPlanStaysDays * dayMs);
}
