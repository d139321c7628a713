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
  const ids = new Map<string, Place>();
  const numbers = new Map<string, Place>();
  return {
    has: (localId) => ids.has(localId),
    add(ordinal, row, draft) {
      const place = { ordinal, row };
      const localId = draft.localId?.trim() ?? "";
      const number = parseNhsNumber(draft.child?.nhsNumber);
      const known = note(ids, localId, place);
      const same = number.ok ? note(numbers, number.nhsNumber, place) : undefined;
      if (known !== undefined) {
        const message = `stands in row ${String(known.row)} too; rows of one case must follow each other, and none is taken`;
        return [{ path: "localId", message, earlier: known.ordinal }];
      }
      if (same === undefined) return [];
      const message = `stands in row ${String(same.row)} too, under another local id; neither case is taken`;
      return [{ path: "child.nhsNumber", message, earlier: same.ordinal }];
    },
  };
}

interface Place {
  readonly ordinal: number;
  readonly row: number;
}

function note(places: Map<string, Place>, key: string, place: Place): Place | undefined {
  if (key === "") return undefined;
  const known = places.get(key);
  if (known === undefined) places.set(key, place);
  return known;
}
