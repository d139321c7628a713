import type { NotVisibleReason } from "./visibility-state.js";
import type { WorkKind } from "./work-item.js";

/** What a whole file's answer means (R-83 to R-86; cpis-messages 7.2). */
export type FileEffect =
  /** Loaded in whole, in part or not at all: the counts and each record's code decide. */
  | "per-record"
  /** Corrupt or malformed: nothing was loaded; mend it and send under a new sequence number. */
  | "file-refused"
  /** The register could not reach PDS: it must be sent again, by itself and with growing pauses. */
  | "resubmit"
  /** Refused for our version: nothing more is sent until somebody has upgraded. */
  | "blocked";

/** What one record's answer means. */
export type RecordEffect =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly reason: NotVisibleReason }
  | { readonly kind: "cannot-be-shared" };

interface FileCodeEntry {
  readonly text: string;
  readonly effect: FileEffect;
  readonly work?: WorkKind;
}

interface RecordCodeEntry {
  readonly text: string;
  readonly effect: RecordEffect;
  readonly work?: WorkKind;
}

const files = {
  CPF01: { text: "File Level Error", effect: "file-refused", work: "mend-file" },
  CPF02: { text: "Successful File Upload", effect: "per-record" },
  CPF03: { text: "Partial File Upload", effect: "per-record" },
  CPF04: { text: "Unsuccessful File Upload", effect: "per-record", work: "check-mapping-and-release" },
  CPF05: { text: "PDS Error - PDS Unavailable", effect: "resubmit" },
  CPF06: {
    text: "Spine ii rejected the request because this version of the CPIS Client is no longer supported",
    effect: "blocked",
    work: "upgrade",
  },
} as const satisfies Record<string, FileCodeEntry>;

const records = {
  CPR01: {
    text: "PDS Error - No Match Found for NHS Number",
    effect: { kind: "refused", reason: "nhs-cannot-find-child" },
    work: "trace-child",
  },
  CPR02: {
    text: "PDS Error - NHS Number Matched, but Sensitive Record",
    effect: { kind: "cannot-be-shared" },
    work: "protect-otherwise",
  },
  CPR03: {
    text: "PDS Error - NHS Number not Verified",
    effect: { kind: "refused", reason: "details-do-not-match" },
    work: "compare-details",
  },
  CPR04: {
    text: "PDS Error - NHS Number Format Incorrect",
    effect: { kind: "refused", reason: "nhs-number-old-style" },
    work: "trace-number",
  },
  CPR05: {
    text: "PDS Error - NHS Number Verified, but Superseded",
    effect: { kind: "refused", reason: "nhs-number-replaced" },
    work: "replace-number",
  },
  CPR06: { text: "Successful Record Upload", effect: { kind: "accepted" } },
  CPR07: {
    text: "Unsuccessful Record Upload",
    effect: { kind: "refused", reason: "refused-with-detail" },
    work: "read-detail",
  },
} as const satisfies Record<string, RecordCodeEntry>;

/** Code of a whole file's answer, vocabulary CP-ISUploadFileResponse. */
export type FileCode = keyof typeof files;

/** Code of one record's answer, vocabulary CP-ISUploadRecordResponse. */
export type RecordCode = keyof typeof records;

/** Every file code with its national text, effect and work; CPF05 needs nobody until it has failed often. */
export const fileCodes: Readonly<Record<FileCode, FileCodeEntry>> = files;

/** Every record code with its national text, effect and work. */
export const recordCodes: Readonly<Record<RecordCode, RecordCodeEntry>> = records;

/** Whether a text is a file code known to this version. */
export function isFileCode(code: string): code is FileCode {
  return Object.hasOwn(files, code);
}

/** Whether a text is a record code known to this version. */
export function isRecordCode(code: string): code is RecordCode {
  return Object.hasOwn(records, code);
}
