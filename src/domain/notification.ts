import type { CaseRecord } from "./case-record.js";
import type { Instant } from "./instant.js";
import { subjectOfPlan } from "./sending-obstacle.js";

/** Who opened a record. Their words, as CP-IS passes them on. */
export interface OpenedBy {
  /** A person's name, or a system's identifier where it names nobody. */
  readonly name: string;
  readonly role?: string;
  /** A person with a smartcard, or a system that asked by itself. */
  readonly kind: "person" | "system";
}

/**
 * One opening of a child's record in an unscheduled setting.
 *
 * It says that the record was *opened*: not that the child was treated, and not that it is still there.
 */
export interface RecordOpening {
  /** The query's own id: the same opening told twice has the same one. */
  readonly queryId: string;
  readonly at: Instant;
  readonly by: OpenedBy;
  readonly organisation: { readonly odsCode: string; readonly name: string };
  /** Usually one; whatever else comes is kept as it is. */
  readonly nhsNumbers: readonly string[];
  /** The council's own ids, where they were uploaded. */
  readonly localIds: readonly string[];
  /** The upload that supplied the record. */
  readonly uploadSequenceNumber?: number;
}

/** Why a person must look at an opening before anybody acts on whose it is. It is shown as it is, never dropped. */
export type OpeningFault =
  | "names-nobody"
  | "names-two-children"
  /** The local id is one case's, and the number is not that case's: an old number, or a wrong match. */
  | "number-and-local-id-disagree"
  /** Nobody on our books: moved away, or matched wrongly. */
  | "not-on-our-books"
  | "time-in-the-future";

/** An opening with the cases it is about and what is odd about it. */
export interface PlacedOpening {
  readonly opening: RecordOpening;
  /** Local ids of the cases; several where a mother and her unborn child are both ours. */
  readonly caseIds: readonly string[];
  readonly faults: readonly OpeningFault[];
}

/** Clocks of two organisations may differ by this much without anything being odd. */
const clockToleranceMs = 5 * 60_000;

/** What identifies an opening: its query, about its child. One query id about another child is never taken for a repeat. */
export function openingKey(opening: Pick<RecordOpening, "queryId" | "nhsNumbers">): string {
  return [opening.queryId.toUpperCase(), ...[...opening.nhsNumbers].sort()].join("|");
}

/** The openings that are not known yet, each once; the order stays (R-101, H-17). */
export function newOpenings(
  openings: readonly RecordOpening[],
  isKnown: (key: string) => boolean,
): readonly RecordOpening[] {
  const seen = new Set<string>();
  return openings.filter((opening) => {
    const key = openingKey(opening);
    if (seen.has(key) || isKnown(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Finds the cases an opening is about, and says what is odd about it. `cases` are those that share a number or an id with it. */
export function placeOpening(
  opening: RecordOpening,
  cases: readonly CaseRecord[],
  nowEpochMs: number,
): PlacedOpening {
  const byNumber = cases.filter((record) =>
    numbersOf(record).some((number) => opening.nhsNumbers.includes(number)),
  );
  const byLocalId = cases.filter((record) => localIdsOf(record).some((id) => opening.localIds.includes(id)));
  const both = byLocalId.filter((record) => byNumber.includes(record));
  const found = new Set([...byLocalId, ...byNumber]);
  const faults: OpeningFault[] = [];
  if (opening.nhsNumbers.length === 0 && opening.localIds.length === 0) faults.push("names-nobody");
  else if (found.size === 0) faults.push("not-on-our-books");
  if (new Set(opening.nhsNumbers).size > 1 || new Set(opening.localIds).size > 1)
    faults.push("names-two-children");
  if (byLocalId.length > 0 && opening.nhsNumbers.length > 0 && both.length === 0) {
    faults.push("number-and-local-id-disagree");
  }
  if (Date.parse(opening.at) > nowEpochMs + clockToleranceMs) faults.push("time-in-the-future");
  return { opening, caseIds: [...found].map(({ localId }) => localId).sort(), faults };
}

function numbersOf(record: CaseRecord): readonly string[] {
  const people = [
    subjectOfPlan(record, "looked-after-child"),
    subjectOfPlan(record, "unborn-child-protection-plan"),
  ];
  return people.flatMap((person) => person?.nhsNumber ?? []);
}

function localIdsOf(record: CaseRecord): readonly string[] {
  const motherId = record.subject.beforeBirth?.mother?.localId;
  return motherId === undefined ? [record.localId] : [record.localId, motherId];
}
