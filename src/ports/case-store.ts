import type { ServiceIdentifier } from "inversify";
import type { CaseRecord } from "../domain/case-record.js";
import type { ApprovedDeletion, DeletionRequest } from "../domain/plan-deletion.js";
import type { AuditEntry } from "./audit.js";

/** A case as it is kept. */
export interface StoredCase {
  readonly record: CaseRecord;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Since when a change has been waiting to go into a file; absent where none has. */
  readonly changedAt?: number;
}

/** A deletion that was asked for. */
export interface StoredDeletion {
  readonly deletionId: string;
  readonly request: DeletionRequest;
  /** Absent until a second person has agreed. */
  readonly approved?: ApprovedDeletion;
}

/** The council's own cases. Every change is durable, with its audit row, before the promise resolves. */
export interface CaseStore {
  all(): Promise<readonly StoredCase[]>;
  /** Those that name one of the NHS numbers or local ids, the mother's too. */
  named(nhsNumbers: readonly string[], localIds: readonly string[]): Promise<readonly CaseRecord[]>;
  find(localId: string): Promise<StoredCase | undefined>;
  /** Saves the cases whole, all or none; `at` becomes both the time of saving and of the waiting change. */
  save(records: readonly CaseRecord[], at: number, audit: readonly AuditEntry[]): Promise<void>;
  deletions(): Promise<readonly StoredDeletion[]>;
  requestDeletion(deletion: StoredDeletion, audit: AuditEntry): Promise<void>;
  /** Also marks the case as changed: the deletion has to go into a file. */
  approveDeletion(deletionId: string, approved: ApprovedDeletion, audit: AuditEntry): Promise<void>;
}
export const CaseStore: ServiceIdentifier<CaseStore> = Symbol("CaseStore");
