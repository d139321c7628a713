import type { NhsNumber } from "./nhs-number.js";

/** Numbers and cases that belong together: one line of a difference. */
export interface TakeoverGathering {
  readonly numbers: readonly NhsNumber[];
  readonly caseIds: readonly string[];
}

/** A case with the numbers that its plans are held under. */
export interface CaseNumbers {
  readonly caseId: string;
  readonly numbers: readonly NhsNumber[];
}

/**
 * Puts every number and every case into exactly one gathering: a case with all its numbers, and a number with all cases that have it.
 */
export function gatherTogether(
  numbers: readonly NhsNumber[],
  cases: readonly CaseNumbers[],
): readonly TakeoverGathering[] {
  const parents = new Map<string, string>();
  const rootOf = (node: string): string => {
    let at = node;
    for (let up = parents.get(at) ?? at; up !== at; up = parents.get(at) ?? at) at = up;
    parents.set(node, at);
    return at;
  };
  const numberNode = (nhsNumber: NhsNumber): string => `n ${nhsNumber}`;
  const caseNode = (caseId: string): string => `c ${caseId}`;
  for (const { caseId, numbers: own } of cases) {
    for (const nhsNumber of own) parents.set(rootOf(numberNode(nhsNumber)), rootOf(caseNode(caseId)));
  }
  const gathered = new Map<string, { numbers: NhsNumber[]; caseIds: string[] }>();
  const at = (node: string): { numbers: NhsNumber[]; caseIds: string[] } => {
    const root = rootOf(node);
    const known = gathered.get(root) ?? { numbers: [], caseIds: [] };
    gathered.set(root, known);
    return known;
  };
  for (const { caseId } of cases) at(caseNode(caseId)).caseIds.push(caseId);
  const all = new Set([...cases.flatMap(({ numbers: own }) => own), ...numbers]);
  for (const nhsNumber of all) at(numberNode(nhsNumber)).numbers.push(nhsNumber);
  return [...gathered.values()];
}
