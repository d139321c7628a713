import type { Authority } from "../../codec/hl7v3/authority.js";
import { formatEffectiveTime } from "../../codec/hl7v3/timestamp.js";
import type { UploadAcknowledgement } from "../../codec/hl7v3/upload-acknowledgement.js";
import { oids } from "../../codec/hl7v3/vocabulary.js";
import { fileCodes, recordCodes, type FileCode } from "../../domain/upload-codes.js";
import type { SeedAuthority } from "../seed.js";
import type { UploadedRecord } from "./read-uploaded-record.js";
import type { RecordVerdict } from "./judge-record.js";

/** A record with what the register answers to it. */
export interface JudgedRecord {
  readonly record: UploadedRecord;
  readonly verdict: RecordVerdict;
}

/** What every answer says. */
export interface AnswerHead {
  readonly sequenceNumber: number;
  readonly receiver: Authority;
  readonly nowEpochMs: number;
}

/** The answer to a file whose records were looked at one by one: CPF02, CPF03 or CPF04. */
export function answerRecords(head: AnswerHead, judged: readonly JudgedRecord[]): UploadAcknowledgement {
  const succeeded = judged.filter(isAccepted).length;
  return {
    ...answerHead(head, fileCodeFor(succeeded, judged.length)),
    processed: judged.length,
    recordDetails: judged.map(toDetail),
    failed: judged.length - succeeded,
    records: judged.map((each) =>
      isAccepted(each)
        ? { valid: true, subjects: each.record.content.subjects }
        : { valid: false, ...each.record.content },
    ),
    succeeded,
  };
}

/** The answer to a file of which nothing was loaded and no record looked at. `records` is -1 where they could not be counted. */
export function answerFile(head: AnswerHead, code: FileCode, records: number): UploadAcknowledgement {
  return {
    ...answerHead(head, code),
    processed: records,
    recordDetails: [],
    // What is counted here is not published (cpis-messages 7.2).
    failed: 0,
    records: [],
    succeeded: 0,
  };
}

/** The file code that says how many records were loaded. */
function fileCodeFor(succeeded: number, total: number): FileCode {
  if (succeeded === total) return "CPF02";
  return succeeded === 0 ? "CPF04" : "CPF03";
}

/** A council as an answer names it. */
export function toReceiver(authority: SeedAuthority): Authority {
  const { odsCode, name, officeHoursTelephone, emergencyDutyTelephone } = authority;
  const office = officeHoursTelephone === undefined ? [] : [{ use: "WP", number: officeHoursTelephone }];
  return { odsCode, name, telecoms: [...office, { use: "EC", number: emergencyDutyTelephone }] };
}

function answerHead({ sequenceNumber, receiver, nowEpochMs }: AnswerHead, code: FileCode) {
  return {
    kind: "upload-acknowledgement" as const,
    creationTime: formatEffectiveTime(nowEpochMs),
    sequenceNumber,
    fileCodes: [{ code, displayName: fileCodes[code].text }],
    receiver,
  };
}

function isAccepted({ verdict }: JudgedRecord): boolean {
  return verdict.code === "CPR06";
}

function toDetail(judged: JudgedRecord, index: number): UploadAcknowledgement["recordDetails"][number] {
  const { code, detail } = judged.verdict;
  const element = isAccepted(judged) ? "validCP-ISRecord" : "invalidCP-ISRecord";
  return {
    code: {
      code,
      codeSystem: oids.uploadRecordResponse,
      displayName: recordCodes[code].text,
      translations: detail === undefined ? [] : [detail],
    },
    location: `/FileResponse/message[${String(index + 1)}]/cP-ISLAAcknowledgementResponse/pertinentInformation1/${element}`,
  };
}
