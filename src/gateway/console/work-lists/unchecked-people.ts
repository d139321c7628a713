import type { AuditAction } from "../../../ports/audit.js";
import type { LedgerRow, PersonKeys } from "./ledger-row.js";
import { itemOf, type OpenItem } from "./open-item.js";

/** People about whom the register was not asked. */
export interface UncheckedPeople {
  note(row: LedgerRow): void;
  /** A question that was noted, and ended before it left. */
  noteKeptBack(question: LedgerRow, end: LedgerRow): void;
  /** Oldest first. */
  list(): readonly OpenItem[];
  forgetBefore(at: number): void;
}

/** Who was asked about earlier on the day is not unchecked because another page did not ask. */
const earlierCheckCountsMs = 12 * 3_600_000;

/** So the site has configured it: that an adult is not asked about is nobody's omission. */
const asConfigured: ReadonlySet<string> = new Set(["not-in-automatic-group"]);

/** Faults of a number that a page keeps to itself: the number that was checked earlier on the day may be another one. */
const ofUntoldNumber: ReadonlySet<string> = new Set(["nhs-number-invalid", "nhs-number-unverified"]);

const asks: ReadonlySet<AuditAction> = new Set<AuditAction>(["intent", "joined", "reused"]);

/**
 * Follows people from a request for which the register was not asked until one for which it is (H-06).
 *
 * Once for a person, however often their page was opened: by NHS number; where there is none, by encounter, else by the
 * host's own number.
 */
export function createUncheckedPeople(): UncheckedPeople {
  const items = new Map<string, OpenItem>();
  const byHostKey = new Map<string, Set<string>>();
  const lastAsked = new Map<string, number>();

  const noteAsked = ({ person, at }: LedgerRow): void => {
    const { number } = person;
    for (const key of keysOf(person)) lastAsked.set(key, at);
    if (number !== undefined) items.delete(number);
    // Whatever number the encounter had before: this is the one it has now.
    for (const key of hostKeysOf(person)) {
      for (const name of byHostKey.get(key) ?? []) items.delete(name);
      byHostKey.delete(key);
    }
  };
  const noteUnchecked = (row: LedgerRow): void => {
    const { reason, person } = row;
    // An earlier check with another number is none of this one.
    const [key] = keysOf(person);
    const before = key === undefined ? undefined : lastAsked.get(key);
    const isKnown = person.number !== undefined || !ofUntoldNumber.has(reason ?? "");
    if (isKnown && before !== undefined && row.at - before < earlierCheckCountsMs) return;
    const name = key ?? row.lookupId;
    const first = items.get(name) ?? itemOf(row);
    items.set(name, { ...first, ...(reason === undefined ? {} : { reason }) });
    for (const hostKey of hostKeysOf(person)) {
      byHostKey.set(hostKey, (byHostKey.get(hostKey) ?? new Set()).add(name));
    }
  };
  return {
    note(row) {
      if (asks.has(row.action)) noteAsked(row);
      if (row.action === "not-checked" && !asConfigured.has(row.reason ?? "")) noteUnchecked(row);
    },
    noteKeptBack(question, { reason, at }) {
      // Nobody was asked, so nobody was asked earlier on the day either.
      for (const key of keysOf(question.person)) lastAsked.delete(key);
      noteUnchecked({ ...question, at, ...(reason === undefined ? {} : { reason }) });
    },
    list: () => [...items.values()],
    forgetBefore(at) {
      for (const [name, { since }] of items) if (since < at) items.delete(name);
      for (const [key, asked] of lastAsked) if (asked < at) lastAsked.delete(key);
      for (const [key, names] of byHostKey) {
        if (![...names].some((name) => items.has(name))) byHostKey.delete(key);
      }
    },
  };
}

function keysOf(person: PersonKeys): readonly string[] {
  const { number } = person;
  return [...(number === undefined ? [] : [number]), ...hostKeysOf(person)];
}

function hostKeysOf({ encounter, local }: PersonKeys): readonly string[] {
  return [encounter, local].filter((key) => key !== undefined);
}
