import { compareTakeover } from "../../../domain/takeover-difference.js";
import type { TakeoverLine } from "../../../domain/takeover.js";
import type { StoredTakeover } from "../../../ports/takeover-store.js";
import type { CouncilPicture } from "../picture.js";

/** The difference as it is now, from the same picture that a file is made from. */
export function differenceNow(
  picture: CouncilPicture,
  { previous, decisions }: Pick<StoredTakeover, "previous" | "decisions">,
): readonly TakeoverLine[] {
  const { cases, deletions } = picture.input;
  return compareTakeover({
    previous,
    cases: cases.flatMap(({ record }) => {
      const one = picture.caseOf(record.localId);
      return one === undefined ? [] : [{ record, periods: one.derivation.periods }];
    }),
    inactiveNumbers: picture.inactive,
    deletions: deletions.flatMap(({ approved }) => approved ?? []),
    decisions,
    today: picture.today,
  });
}
