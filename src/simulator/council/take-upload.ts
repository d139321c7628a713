import type { Clock } from "../../ports/runtime.js";
import type { Register } from "../register.js";
import type { SeedAuthority } from "../seed.js";
import {
  answerFile,
  answerRecords,
  toReceiver,
  type AnswerHead,
  type JudgedRecord,
} from "./answer-upload.js";
import type { UploadAcknowledgement } from "../../codec/hl7v3/upload-acknowledgement.js";
import type { FileCode } from "../../domain/upload-codes.js";
import { applyRecord } from "./apply-record.js";
import type { CouncilFaultName } from "./council-faults.js";
import { judgeRecord, unsuccessful, type JudgingContext } from "./judge-record.js";
import type { Pds } from "./pds.js";
import { readUpload, type UploadReading, type UploadSender } from "./read-upload.js";
import { spoilAnswer } from "./spoil-answer.js";
import type { SequenceStep, UploadSequences } from "./upload-sequence.js";

/** What taking an upload works with. */
export interface TakingContext {
  readonly register: Register;
  readonly pds: Pds;
  readonly sequences: UploadSequences;
  readonly clock: Clock;
}

/** What became of one upload. */
export interface TakenUpload {
  /** -1 where it could not be read. */
  readonly sequenceNumber: number;
  /** Absent for a file that was not looked into. */
  readonly sequence?: SequenceStep;
  /** Absent where the file is not answered, because one under its number was. */
  readonly answer?: UploadAcknowledgement;
}

type ReadFile = Extract<UploadReading, { kind: "file" }>;

const refusedWhole: Readonly<Partial<Record<CouncilFaultName, FileCode>>> = {
  "file-error": "CPF01",
  "pds-unavailable": "CPF05",
  "version-unsupported": "CPF06",
};

/**
 * Takes one file of a council: reads it, judges each record, changes the register and makes the answer.
 *
 * A file under a number that was answered before changes nothing and is not answered again; one of which nothing was looked at
 * (CPF01, CPF05, CPF06) leaves its number free.
 */
export function takeUpload(
  content: Uint8Array,
  council: SeedAuthority,
  fault: CouncilFaultName | undefined,
  context: TakingContext,
): TakenUpload {
  const reading = readUpload(content);
  const { sequenceNumber } = reading;
  const head: AnswerHead = {
    sequenceNumber,
    receiver: toReceiver(council),
    nowEpochMs: context.clock.now(),
  };
  const refusal = fault === undefined ? undefined : refusedWhole[fault];
  if (reading.kind === "unreadable")
    return { sequenceNumber, answer: answerFile(head, "CPF01", reading.records) };
  if (refusal !== undefined) {
    return { sequenceNumber, answer: answerFile(head, refusal, reading.records.length) };
  }
  const sequence = context.sequences.step(council.odsCode, sequenceNumber);
  if (sequence === "repeated") return { sequenceNumber, sequence };
  context.sequences.taken(council.odsCode, sequenceNumber);
  const judged = judgeAndApply(reading, council, fault, context);
  return { sequenceNumber, sequence, answer: spoilAnswer(answerRecords(head, judged), fault) };
}

function judgeAndApply(
  file: ReadFile,
  council: SeedAuthority,
  fault: CouncilFaultName | undefined,
  { register, pds, clock }: TakingContext,
): readonly JudgedRecord[] {
  const { odsCode: authority } = council;
  const wrongSender = file.sender.odsCode === authority ? undefined : "ORGANISATION_NOT_OF_THIS_MAILBOX";
  const fileFault = file.fault ?? wrongSender;
  if (fileFault === undefined) register.putAuthority(toAuthority(file.sender));
  const judging: JudgingContext = {
    pds,
    held: (nhsNumber) => register.held(nhsNumber),
    authority,
    nowEpochMs: clock.now(),
  };
  // One after the other: a later record of the same child is judged by what an earlier one left.
  return file.records.map((record, index) => {
    const reason = fileFault ?? (fault === "partial" && index === 0 ? "SIMULATED" : undefined);
    const verdict = reason === undefined ? judgeRecord(record, judging) : unsuccessful(reason);
    if (verdict.code === "CPR06") {
      applyRecord(record.content, { authority, sequenceNumber: file.sequenceNumber }, register);
    }
    return { record, verdict };
  });
}

function toAuthority({ odsCode, name, telecoms }: UploadSender): SeedAuthority {
  const number = (use: string): string | undefined =>
    telecoms.find((telecom) => telecom.use.split(" ").includes(use))?.number;
  const officeHoursTelephone = number("WP");
  return {
    odsCode,
    name,
    ...(officeHoursTelephone === undefined ? {} : { officeHoursTelephone }),
    emergencyDutyTelephone: number("EC") ?? "",
  };
}
