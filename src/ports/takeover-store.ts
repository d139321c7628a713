import type { ServiceIdentifier } from "inversify";
import type { MadeDecision, PreviousChild } from "../domain/takeover.js";
import type { AuditEntry } from "./audit.js";

/** A take-over as it is kept. Moments are milliseconds since 1970. */
export interface StoredTakeover {
  /** One more with every change. */
  readonly revision: number;
  readonly state: "proposed" | "approved" | "withdrawn" | "released";
  /** Since when it has been in that state. */
  readonly since: number;
  readonly firstSequenceNumber: number;
  /** Of the previous system's last file, where it said so. */
  readonly previousSequenceNumber?: number;
  readonly proposedAt: number;
  readonly proposedBy: string;
  readonly approvedAt?: number;
  readonly approvedBy?: string;
  /** Who withdrew or released it. */
  readonly endedAt?: number;
  readonly endedBy?: string;
  /** When an approval was taken back because the difference had changed. */
  readonly outdatedAt?: number;
  /** Of the difference as it was proposed; equal exactly where the difference is. */
  readonly differenceHash: string;
  readonly previous: readonly PreviousChild[];
  readonly decisions: readonly MadeDecision[];
  /** Names of the people whose ids stand above, as their tokens gave them. */
  readonly names: Readonly<Record<string, string>>;
}

/** What became of the wish to change a take-over. */
export type TakeoverChange =
  | "changed"
  /** Somebody else was faster. */
  | "outpaced"
  /** A file was made already: a number that CP-IS may know is never used again. */
  | "uploaded";

/**
 * The one take-over of a council. Each change is one transaction with its audit rows; an approval also sets the number of the first
 * file, and anything else sets it back, so that no number is skipped without an audit row.
 */
export interface TakeoverStore {
  current(): Promise<StoredTakeover | undefined>;
  /** Replaces the take-over of revision `expected`, or writes the first where it is absent. */
  replace(
    next: StoredTakeover,
    expected: number | undefined,
    audit: readonly AuditEntry[],
  ): Promise<TakeoverChange>;
  /** Whether a file has been made. */
  hasUploads(): Promise<boolean>;
  /** A keyed hash, in hexadecimal: of a difference, or of what names one plan in it. */
  hash(text: string): string;
}
export const TakeoverStore: ServiceIdentifier<TakeoverStore> = Symbol("TakeoverStore");
