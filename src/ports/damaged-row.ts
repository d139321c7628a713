/**
 * A stored row that its seal no longer opens: it was changed outside this program, or the disk lost a bit.
 *
 * One such row must neither stop the rest nor vanish: what it said about a child is unknown, and unknown is never *visible*
 * (H-20, H-21).
 */
export interface DamagedRow {
  readonly place:
    "case" | "deletion" | "file-record" | "opening" | "episode-event" | "closed-number" | "message";
  /** Unique within its place. */
  readonly key: string;
  readonly localId?: string;
  readonly sequenceNumber?: number;
  /** The keyed hash of the NHS number it is about; absent where that is not known. */
  readonly subject?: string;
  /** When it was received, in milliseconds since 1970. */
  readonly receivedAt?: number;
}
