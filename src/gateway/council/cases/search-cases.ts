import type { CouncilPlan } from "../../../config/council-plan.js";
import type { CaseList, CaseSearch } from "../../../contract/council-case.js";
import type { NoticeInbox } from "../../../contract/council.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import type { CouncilPicture } from "../picture.js";
import { caseWork } from "./case-work.js";
import { toCaseSummary } from "./case-view.js";

/** A case with the text it is found and sorted by. */
interface Entry {
  readonly record: CaseRecord;
  readonly text: string;
}

const texts = new WeakMap<CaseRecord, string>();
const sorted = new WeakMap<CouncilPicture, readonly Entry[]>();

/**
 * One page of the cases that a search finds, by name.
 *
 * What follows from a case is worked out for the page alone, unless the search is about it: a page of 50 must not cost 5,000.
 */
export function searchCases(
  picture: CouncilPicture,
  { episodes }: Pick<NoticeInbox, "episodes">,
  plan: Pick<CouncilPlan, "directory" | "placementCodes">,
  search: CaseSearch,
): CaseList {
  const { offset = 0, limit = 50, visibility, workerId } = search;
  const matches = toMatcher(search.text ?? "");
  const found = entriesOf(picture).filter(
    ({ record, text }) =>
      (workerId === undefined || record.worker?.id === workerId) &&
      matches(text) &&
      (visibility === undefined || picture.caseOf(record.localId)?.visibility.kind === visibility),
  );
  const open = new Map<string | undefined, number>();
  for (const { localId, state } of episodes) {
    if (state !== "finished") open.set(localId, (open.get(localId) ?? 0) + 1);
  }
  return {
    total: found.length,
    offset,
    cases: found.slice(offset, offset + Math.min(limit, 500)).flatMap(({ record }) => {
      const one = picture.caseOf(record.localId);
      if (one === undefined) return [];
      const work = caseWork(picture, one, plan.placementCodes).length;
      return [toCaseSummary(one, plan.directory, work, open.get(record.localId) ?? 0)];
    }),
  };
}

function entriesOf(picture: CouncilPicture): readonly Entry[] {
  const known = sorted.get(picture);
  if (known !== undefined) return known;
  const entries = picture.input.cases
    .map(({ record }) => ({ record, text: textOf(record) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1));
  sorted.set(picture, entries);
  return entries;
}

// A record never changes: a case that was saved anew is another one.
function textOf(record: CaseRecord): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const { localId, subject } = record;
  const people = [subject.kind === "child" ? subject.child : undefined, subject.beforeBirth?.mother];
  const parts = people.flatMap((person) =>
    person === undefined ? [] : [person.familyName, ...person.givenNames, person.nhsNumber ?? ""],
  );
  const text = [...parts, localId].join(" ").toLowerCase();
  texts.set(record, text);
  return text;
}

// All words, in any order; or the digits of a number, however they were spaced.
function toMatcher(text: string): (entry: string) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const digits = text.replace(/[\s-]/g, "");
  return (entry) =>
    words.every((word) => entry.includes(word)) || (digits.length >= 3 && entry.includes(digits));
}
