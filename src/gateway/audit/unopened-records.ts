import type { AuditRecord } from "../../ports/audit.js";

/** What of an audit row says whether a record came, and whether somebody opened it. */
export type RecordRow = Pick<AuditRecord, "action" | "at" | "outcome" | "messageId">;

/** Follows records from the row in which they came until one in which somebody opened them. */
export interface UnopenedRecords<T> {
  /** Takes the next row, in the order they were written; `describe` is called where it tells of a new record. */
  note(row: RecordRow, describe: () => T): void;
  /** Those that nobody has opened, in the order in which they came. */
  unopened(): readonly T[];
  /** Forgets records that came before a moment. */
  forgetBefore(at: number): void;
}

interface Followed<T> {
  readonly at: number;
  /** Absent once somebody has opened it. */
  waiting?: T;
}

/**
 * The one rule of what a record is that nobody opened (H-12), for the report and for the work list.
 *
 * A record counts as opened once any page that showed it reported that its details were opened or acknowledged. One that
 * came too late to be shown counts as well: nobody has seen it.
 */
export function createUnopenedRecords<T>(): UnopenedRecords<T> {
  const records = new Map<string, Followed<T>>();
  return {
    note(row, describe) {
      const { messageId = "", action, at } = row;
      const known = records.get(messageId);
      if (known === undefined && isRecord(row)) records.set(messageId, { at, waiting: describe() });
      if (action === "details-opened" || action === "acknowledged") delete known?.waiting;
    },
    unopened: () => [...records.values()].flatMap(({ waiting }) => (waiting === undefined ? [] : [waiting])),
    forgetBefore(at) {
      for (const [messageId, record] of records) if (record.at < at) records.delete(messageId);
    },
  };
}

function isRecord({ action, outcome }: RecordRow): boolean {
  return outcome === "record" && (action === "outcome" || action === "late-reply");
}
