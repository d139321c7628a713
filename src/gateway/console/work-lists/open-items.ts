import type { WorkListName } from "../../../contract/console.js";
import { wasKeptBack } from "../../audit/kept-back.js";
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

/**
 * The three lists of what somebody must look at (H-04, H-06, H-12).
 *
 * *Not checked*: see `createUncheckedPeople`. *Could not check*: a query that ended without an answer, until another is sent
 * for the same person, or until its answer comes after all; one that a pause kept back was *not checked*. *Records not opened*: see `createUnopenedRecords`.
 *
 * `isAnswered` says of a query that had failed whether a late answer has taken the failure's place.
 */
export function createOpenItems(isAnswered: (messageId: string) => boolean): OpenItems {
  const unchecked = createUncheckedPeople();
  const records = createUnopenedRecords<OpenItem>();
  const asked = new Map<string, LedgerRow>();
  const lastQuery = new Map<string, string>();
  const failed = new Map<string, OpenItem>();

  const noteIntent = (row: LedgerRow): void => {
    const { number } = row.person;
    asked.set(row.messageId, row);
    if (number === undefined) return;
    failed.delete(lastQuery.get(number) ?? "");
    lastQuery.set(number, row.messageId);
  };
  const noteFailure = (row: LedgerRow): void => {
    const { messageId, reason, at } = row;
    const question = asked.get(messageId) ?? row;
    const { number } = question.person;
    if (wasKeptBack(row)) unchecked.noteKeptBack(question, row);
    // Where somebody asked again while this one was still waited for, what became of that one counts.
    else if (number === undefined || lastQuery.get(number) === messageId) {
      failed.set(messageId, { ...itemOf(question), since: at, ...(reason === undefined ? {} : { reason }) });
    }
  };
  return {
    note(row) {
      const { action, messageId, outcome, at } = row;
      unchecked.note(row);
      records.note(row, () => ({ ...itemOf(asked.get(messageId) ?? row), since: at }));
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
      for (const [messageId, question] of asked) {
        if (question.at >= at) continue;
        asked.delete(messageId);
        const { number = "" } = question.person;
        if (lastQuery.get(number) === messageId) lastQuery.delete(number);
      }
    },
  };
}
