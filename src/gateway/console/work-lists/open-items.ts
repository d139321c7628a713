import type { WorkListName } from "../../../contract/console.js";
import { createUnopenedRecords } from "../../audit/unopened-records.js";
import type { LedgerRow } from "./ledger-row.js";
import { itemOf, type OpenItem } from "./open-item.js";
import { createUncheckedPeople } from "./unchecked-people.js";

/** What is open, worked out from the audit row by row. */
export interface OpenItems {
  /** Takes the next row, in the order they were written. */
  note(row: LedgerRow): void;
  /** Oldest first. */
  list(name: WorkListName): readonly OpenItem[];
  forgetBefore(at: number): void;
}

interface Asked {
  readonly item: OpenItem;
  readonly number: string | undefined;
}

/**
 * The three lists of what somebody must look at (H-04, H-06, H-12).
 *
 * *Not checked*: see `createUncheckedPeople`. *Could not check*: a query that ended without an answer, until another is sent
 * for the same person, or until its answer comes after all. *Records not opened*: see `createUnopenedRecords`.
 *
 * `isAnswered` says of a query that had failed whether a late answer has taken the failure's place.
 */
export function createOpenItems(isAnswered: (messageId: string) => boolean): OpenItems {
  const unchecked = createUncheckedPeople();
  const records = createUnopenedRecords<OpenItem>();
  const asked = new Map<string, Asked>();
  const lastQuery = new Map<string, string>();
  const failed = new Map<string, OpenItem>();

  const noteIntent = (row: LedgerRow): void => {
    const { number } = row.person;
    asked.set(row.messageId, { item: itemOf(row), number });
    if (number === undefined) return;
    failed.delete(lastQuery.get(number) ?? "");
    lastQuery.set(number, row.messageId);
  };
  const noteFailure = (row: LedgerRow): void => {
    const { messageId, reason, at } = row;
    const { item, number } = asked.get(messageId) ?? { item: itemOf(row), number: undefined };
    // Somebody asked again while this one was still waited for: what became of that one counts.
    if (number !== undefined && lastQuery.get(number) !== messageId) return;
    failed.set(messageId, { ...item, since: at, ...(reason === undefined ? {} : { reason }) });
  };
  return {
    note(row) {
      const { action, messageId, outcome, at } = row;
      unchecked.note(row);
      records.note(row, () => ({ ...(asked.get(messageId)?.item ?? itemOf(row)), since: at }));
      if (action === "intent") noteIntent(row);
      if (action === "outcome" && outcome === "failed") noteFailure(row);
      if (action === "late-reply" && failed.has(messageId) && isAnswered(messageId)) failed.delete(messageId);
    },
    list(name) {
      if (name === "not-checked") return unchecked.list();
      return name === "could-not-check" ? [...failed.values()] : records.unopened();
    },
    forgetBefore(at) {
      unchecked.forgetBefore(at);
      records.forgetBefore(at);
      for (const [messageId, { since }] of failed) if (since < at) failed.delete(messageId);
      for (const [messageId, { item, number = "" }] of asked) {
        if (item.since >= at) continue;
        asked.delete(messageId);
        if (lastQuery.get(number) === messageId) lastQuery.delete(number);
      }
    },
  };
}
