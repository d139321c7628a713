import type { Instant } from "./instant.js";
import type { HoldReason, SubjectOutcome } from "./sending.js";
import { fileCodes, isFileCode, isRecordCode, recordCodes, type FileCode } from "./upload-codes.js";
import { pairDetails, type AnsweredRecord, type PairedSubject, type SentSubject } from "./upload-pairing.js";
import { workItem, type WorkItem } from "./work-item.js";

/** An upload as it was sent. */
export interface SentUpload {
  readonly sequenceNumber: number;
  /** One for each `record` of the file. */
  readonly subjects: readonly SentSubject[];
}

/** The register's answer to a file. */
export interface UploadAnswer {
  /** -1 where the register could not read the number. */
  readonly sequenceNumber: number;
  /** -1 where the register could not count. */
  readonly processed: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly fileCodes: readonly string[];
  readonly records: readonly AnsweredRecord[];
}

/** What became of every subject of an upload, and what must be done about it. */
export interface UploadOutcome {
  readonly state:
    | { readonly kind: "answered" }
    | { readonly kind: "file-refused" }
    | { readonly kind: "resubmit" }
    | { readonly kind: "blocked" }
    | { readonly kind: "held"; readonly reason: HoldReason };
  /** By NHS number; every subject of the upload is there. */
  readonly subjects: ReadonlyMap<string, SubjectOutcome>;
  readonly work: readonly WorkItem[];
}

/** To which upload an answer belongs. */
export type AnswerOwner =
  | "in-flight"
  | "answered-before"
  /** It names no file: only the mailbox's own label can say to which it belongs. */
  | "unreadable"
  /** We never sent that number: another system uploads for this council. Stop and alarm. */
  | "another-system";

/** Decides whose answer it is, before anything in it is believed. */
export function decideAnswerOwner(
  sequenceNumber: number,
  sent: { readonly inFlight?: number; readonly wasAnswered: (sequenceNumber: number) => boolean },
): AnswerOwner {
  if (sequenceNumber === -1) return "unreadable";
  if (sequenceNumber === sent.inFlight) return "in-flight";
  return sent.wasAnswered(sequenceNumber) ? "answered-before" : "another-system";
}

/**
 * Decides what an answer means for the upload it belongs to. Pure.
 *
 * Anything that does not add up holds the whole upload or the subject: a child whose answer is in doubt is not visible, and a
 * person is told (H-20, R-84). The caller has matched the answer to the upload (`decideAnswerOwner`).
 */
export function decideUploadOutcome(sent: SentUpload, answer: UploadAnswer, at: Instant): UploadOutcome {
  const code = theFileCode(answer);
  if (typeof code === "object") return holdAll(sent, code.held, at);
  const { effect, work } = fileCodes[code];
  const fileWork = work === undefined ? [] : [workItem(work, { code })];
  if (effect === "file-refused") {
    const outcome: SubjectOutcome = { kind: "refused", at, reason: "file-refused", code };
    return { state: { kind: "file-refused" }, subjects: everySubject(sent, outcome), work: fileWork };
  }
  if (effect === "blocked") {
    const outcome: SubjectOutcome = { kind: "refused", at, reason: "version-not-supported", code };
    return { state: { kind: "blocked" }, subjects: everySubject(sent, outcome), work: fileWork };
  }
  if (effect === "resubmit") {
    return { state: { kind: "resubmit" }, subjects: everySubject(sent, { kind: "resubmit", at }), work: [] };
  }
  if (answer.sequenceNumber === -1) return holdAll(sent, "sequence-unreadable", at);
  if (!countsAgree(sent, answer, code)) return holdAll(sent, "count-differs", at);
  return answerSubjects(sent, answer, code, at, fileWork);
}

function theFileCode(answer: UploadAnswer): FileCode | { readonly held: HoldReason } {
  const codes = [...new Set(answer.fileCodes)];
  const [code] = codes;
  if (code === undefined || !codes.every(isFileCode) || !isFileCode(code))
    return { held: "unknown-file-code" };
  return codes.length === 1 ? code : { held: "file-codes-disagree" };
}

function countsAgree(sent: SentUpload, answer: UploadAnswer, code: FileCode): boolean {
  const { processed, succeeded, failed } = answer;
  if (processed !== sent.subjects.length || succeeded < 0 || failed < 0 || succeeded + failed !== processed) {
    return false;
  }
  // More refusals counted than listed: somebody was refused whom the list does not name.
  if (failed > answer.records.filter((record) => record.code !== "CPR06").length) return false;
  if (code === "CPF02") return failed === 0;
  return code === "CPF04" ? succeeded === 0 : true;
}

function answerSubjects(
  sent: SentUpload,
  answer: UploadAnswer,
  code: FileCode,
  at: Instant,
  fileWork: readonly WorkItem[],
): UploadOutcome {
  const subjects = new Map<string, SubjectOutcome>();
  const work: WorkItem[] = [...fileWork];
  for (const paired of pairDetails(sent.subjects, answer.records)) {
    const outcome = decideSubject(paired, code, answer, at);
    subjects.set(paired.subject.nhsNumber, outcome);
    const task = subjectWork(paired.subject.nhsNumber, outcome);
    if (task !== undefined) work.push(task);
  }
  return { state: { kind: "answered" }, subjects, work };
}

// CPR02 outranks every other code, and a refusal outranks an acceptance: one plan of three that was refused is a child about
// whom the NHS does not see the whole.
function decideSubject(
  paired: PairedSubject,
  code: FileCode,
  answer: UploadAnswer,
  at: Instant,
): SubjectOutcome {
  const known = paired.details.filter((detail) => isRecordCode(detail.code));
  const sensitive = known.find((detail) => detail.code === "CPR02");
  if (sensitive !== undefined) return { kind: "cannot-be-shared", at };
  for (const { code: recordCode, detail } of known) {
    const effect = isRecordCode(recordCode) ? recordCodes[recordCode].effect : undefined;
    if (effect?.kind === "refused") {
      return {
        kind: "refused",
        at,
        reason: effect.reason,
        code: recordCode,
        ...(detail === undefined ? {} : { detail }),
      };
    }
  }
  if (known.length < paired.details.length) return { kind: "held", at, reason: "unknown-record-code" };
  if (paired.doubtful) return { kind: "held", at, reason: "unpaired-detail" };
  // A file that was loaded in whole may come back without a list; a list that leaves somebody out is no acceptance.
  const wholeWithoutList = code === "CPF02" && answer.records.length === 0;
  if (known.length === 0 && !wholeWithoutList) return { kind: "held", at, reason: "no-detail" };
  return { kind: "accepted", at };
}

function subjectWork(nhsNumber: string, outcome: SubjectOutcome): WorkItem | undefined {
  if (outcome.kind === "held") return workItem("resolve-held-answer", { nhsNumber });
  if (outcome.kind === "cannot-be-shared") return workItem("protect-otherwise", { nhsNumber, code: "CPR02" });
  if (outcome.kind !== "refused" || !isRecordCode(outcome.code)) return undefined;
  const kind = recordCodes[outcome.code].work;
  if (kind === undefined) return undefined;
  const { code, detail } = outcome;
  return workItem(kind, { nhsNumber, code, ...(detail === undefined ? {} : { detail }) });
}

function holdAll(sent: SentUpload, reason: HoldReason, at: Instant): UploadOutcome {
  return {
    state: { kind: "held", reason },
    subjects: everySubject(sent, { kind: "held", at, reason }),
    work: [workItem("resolve-held-answer")],
  };
}

function everySubject(sent: SentUpload, outcome: SubjectOutcome): ReadonlyMap<string, SubjectOutcome> {
  return new Map(sent.subjects.map(({ nhsNumber }) => [nhsNumber, outcome]));
}
