import type { CaseRecord } from "../../../domain/case-record.js";

/** Cases by what messages call them. */
export type CaseIndex = ReadonlyMap<string, readonly CaseRecord[]>;

/** Makes the index of all cases: once for many messages. */
export function indexCases(records: readonly CaseRecord[]): CaseIndex {
  const index = new Map<string, CaseRecord[]>();
  for (const record of records) {
    for (const name of new Set(namesOf(record))) {
      const own = index.get(name);
      if (own === undefined) index.set(name, [record]);
      else own.push(record);
    }
  }
  return index;
}

/** The cases with one of these names, each once. */
export function lookUpCases(
  index: CaseIndex,
  nhsNumbers: readonly string[],
  localIds: readonly string[],
): readonly CaseRecord[] {
  const names = [...nhsNumbers.map(byNumber), ...localIds.map(byId)];
  return [...new Set(names.flatMap((name) => index.get(name) ?? []))];
}

function namesOf({ localId, subject }: CaseRecord): readonly string[] {
  const child = subject.kind === "child" ? subject.child.nhsNumber : undefined;
  const mother = subject.beforeBirth?.mother;
  return [
    byId(localId),
    ...(mother?.localId === undefined ? [] : [byId(mother.localId)]),
    ...[child, mother?.nhsNumber].flatMap((number) => (number === undefined ? [] : [byNumber(number)])),
  ];
}

const byNumber = (nhsNumber: string): string => `number ${nhsNumber}`;
const byId = (localId: string): string => `case ${localId}`;
