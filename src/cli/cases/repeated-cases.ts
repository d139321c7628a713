import type { CaseDraft } from "../../domain/case-validation.js";
import { parseNhsNumber } from "../../domain/nhs-number.js";

/** A case that names what an earlier one of the file names already. */
export interface Repetition {
  /** The place in a case's path. */
  readonly path: "localId" | "child.nhsNumber";
  readonly message: string;
  /** The number, from 0, of the earlier case; it cannot be taken either. */
  readonly earlier: number;
}

/** What the cases of a file have named so far: two short keys for each, however long the case. */
export interface NamedCases {
  /** Notes a case, and says what of it was named before. */
  add(ordinal: number, row: number, draft: CaseDraft): readonly Repetition[];
  has(localId: string): boolean;
}

/**
 * Finds what a file says twice, however far apart.
 *
 * The later of two cases with one local id would overwrite the earlier one's history without a word. One NHS number under two
 * local ids is two children of whom one is wrong (H-22); only children count: twins not yet born share their mother's.
 */
export function createNamedCases(): NamedCases {
  const ids = new Map<string, number>();
  const numbers = new Map<string, number>();
  const rows: number[] = [];
  const rowOf = (ordinal: number): string => String(rows[ordinal]);
  return {
    has: (localId) => ids.has(localId),
    add(ordinal, row, draft) {
      rows[ordinal] = row;
      const number = parseNhsNumber(draft.child?.nhsNumber);
      const known = note(ids, draft.localId?.trim() ?? "", ordinal);
      const same = number.ok ? note(numbers, number.nhsNumber, ordinal) : undefined;
      if (known !== undefined) {
        const message = `stands in row ${rowOf(known)} too; rows of one case must follow each other, and none is taken`;
        return [{ path: "localId", message, earlier: known }];
      }
      if (same === undefined) return [];
      const message = `stands in row ${rowOf(same)} too, under another local id; neither case is taken`;
      return [{ path: "child.nhsNumber", message, earlier: same }];
    },
  };
}

// By the case's number alone: an object for each would double what a long file costs.
function note(ordinals: Map<string, number>, key: string, ordinal: number): number | undefined {
  if (key === "") return undefined;
  const known = ordinals.get(key);
  if (known === undefined) ordinals.set(key, ordinal);
  return known;
}
