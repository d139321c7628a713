import type { ServiceIdentifier } from "inversify";
import type { UploadDoubt, UploadState, UploadStop } from "../contract/council.js";
import type { LocalAuthority } from "../domain/case-record.js";
import type { PlanOnFile, Sending, SubjectOutcome } from "../domain/sending.js";
import type { UploadSubject } from "../domain/upload-batch.js";
import type { AuditEntry } from "./audit.js";
import type { DamagedRow } from "./damaged-row.js";
import type { SendProgress } from "./mailbox.js";

/** One record of a file, frozen when the file was opened, so that the same bytes can be made again. */
export interface FrozenRecord {
  readonly nhsNumber: string;
  readonly localIds: readonly string[];
  readonly subjects: readonly UploadSubject[];
  readonly plans: readonly PlanOnFile[];
}

/** Scheduled times, as `yyyy-mm-ddThh:mm`. */
export interface ServedTimes {
  readonly changes?: string;
  readonly full?: string;
}

/** That a case goes into the next file, changed or not. */
export interface SendWish {
  readonly localId: string;
  readonly askedAt: number;
}

/** A file to be opened. */
export interface NewUpload {
  readonly kind: "changes" | "full";
  /** 1, and one more for each answer of *unavailable* in a row. */
  readonly attempt: number;
  readonly authority: LocalAuthority;
  readonly records: readonly FrozenRecord[];
  /** Scheduled times that this file serves: kept with it, or a power cut between the two would make a second file. */
  readonly serves: ServedTimes;
  /** Wishes that this file fulfils, as they were seen. */
  readonly wishes?: readonly SendWish[];
  /** Cases whose waiting change is settled by this file, with the moment of the change that was seen. */
  readonly settles: readonly { readonly localId: string; readonly changedAt: number }[];
}

/** What became of the wish to open a file. */
export type OpenedUpload =
  | { readonly kind: "opened"; readonly sequenceNumber: number }
  | { readonly kind: "in-flight"; readonly sequenceNumber: number }
  | { readonly kind: "stopped"; readonly because: UploadStop };

/** A file without its records. */
export interface StoredUpload {
  readonly sequenceNumber: number;
  readonly kind: "changes" | "full";
  readonly state: UploadState;
  readonly attempt: number;
  readonly authority: LocalAuthority;
  readonly records: number;
  readonly createdAt: number;
  /** Our reference on MESH: after a crash the message is found again by it. */
  readonly meshLocalId: string;
  /** Known once the file was built; it must not differ when it is built again. */
  readonly contentHash?: string;
  readonly progress?: SendProgress;
  /** Since when MESH may have it; from then on it is traced and never sent again on a guess (H-20). */
  readonly leftAt?: number;
  readonly sentAt?: number;
  readonly answeredAt?: number;
  readonly reason?: string;
  readonly fileCode?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly resendAt?: number;
}

/** What an answer, a report or a person settles about a file. */
export interface UploadSettlement {
  readonly state: Exclude<UploadState, "queued" | "tracing" | "sent">;
  readonly reason?: string;
  readonly fileCode?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly resendAt?: number;
  /** By NHS number; absent where the records stay as they are. */
  readonly outcomes?: ReadonlyMap<string, SubjectOutcome>;
  readonly stop?: UploadStop;
  /** The message that said so; it is concluded in the same transaction. */
  readonly message?: { readonly mailboxId: string; readonly messageId: string };
  readonly audit?: readonly AuditEntry[];
}

/** Whether files may be made, and which comes next. */
export interface UploadStatus {
  readonly nextSequenceNumber: number;
  readonly stopped?: { readonly because: UploadStop; readonly since: number };
  /** The last scheduled times that were served, as `yyyy-mm-ddThh:mm`. */
  readonly servedChanges?: string;
  readonly servedFull?: string;
}

/** One sending of one subject with the identity that went with it. */
export interface StoredSending extends Sending {
  readonly subjects: readonly UploadSubject[];
}

/**
 * Files on their way to CP-IS. The sequence number is allocated in the transaction that writes the file's rows, one file is in
 * flight at a time, and both are proved by the tables and not only by the code (R-86, H-20).
 */
export interface UploadStore {
  open(upload: NewUpload, at: number, audit: readonly AuditEntry[]): Promise<OpenedUpload>;
  find(sequenceNumber: number): Promise<StoredUpload | undefined>;
  /** The file that MESH speaks of: by MESH's own id of it first, then by our reference (mesh section 7). */
  findByReference(reference: {
    readonly messageId?: string;
    readonly localId?: string;
  }): Promise<StoredUpload | undefined>;
  /** The one in flight: queued, being traced, or sent and unanswered. */
  inFlight(): Promise<StoredUpload | undefined>;
  /** Newest first. */
  list(limit: number): Promise<readonly StoredUpload[]>;
  /** In the order of the file, a page at a time, so that memory does not grow with the file. */
  /** Throws `CPIS_SEAL_BROKEN` at a damaged one, unless they are to be left out. */
  records(sequenceNumber: number, damaged?: "left-out"): AsyncIterable<FrozenRecord>;
  /** What every subject's state follows from, in the order of the files. */
  sendings(): Promise<readonly StoredSending[]>;
  /** Rows of the council's tables that were met and could not be opened. */
  damaged(): Promise<readonly DamagedRow[]>;
  /** How a damaged row names an NHS number. */
  subjectKey(nhsNumber: string): string;
  /** Removes the records of settled files that repeat what the same subject's earlier and later ones say; returns how many. */
  prune(): Promise<number>;
  /** One more with every change of cases, deletions, wishes, files and closed numbers, whoever made it. */
  revision(): Promise<number>;
  wishes(): Promise<readonly SendWish[]>;
  /** An earlier wish about the same case stands. */
  wish(wish: SendWish, audit: AuditEntry): Promise<void>;
  /** Before the first byte leaves: from here on MESH may have it. */
  markLeaving(sequenceNumber: number, contentHash: string, at: number): Promise<void>;
  /** Says why the file in flight waits for a person. */
  markDoubt(sequenceNumber: number, doubt: UploadDoubt): Promise<void>;
  markProgress(sequenceNumber: number, progress: SendProgress): Promise<void>;
  /** Provably not accepted: it may leave again. */
  markQueued(sequenceNumber: number): Promise<void>;
  /** `messageId` is MESH's own id, where it is known. */
  markSent(sequenceNumber: number, at: number, messageId?: string): Promise<void>;
  settle(sequenceNumber: number, settlement: UploadSettlement, at: number): Promise<void>;
  status(): Promise<UploadStatus>;
  stop(
    because: UploadStop,
    at: number,
    message: UploadSettlement["message"],
    audit: readonly AuditEntry[],
  ): Promise<void>;
  resume(audit: AuditEntry): Promise<void>;
  /** For scheduled times at which there was nothing to send. */
  markServed(times: ServedTimes): Promise<void>;
}
export const UploadStore: ServiceIdentifier<UploadStore> = Symbol("UploadStore");
