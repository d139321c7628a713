import type { WorkEntry } from "../../../contract/council.js";
import { numbersOfCase } from "../../../domain/takeover-difference.js";
import { workOwner } from "../../../domain/work-item.js";
import type { StoredSending } from "../../../ports/upload-store.js";
import { outcomeTask } from "../cases/case-work.js";
import type { CouncilPicture } from "../picture.js";

/** Our own latest sending under each number of the previous system. */
function latestOfPrevious({ input }: CouncilPicture): ReadonlyMap<string, StoredSending> {
  const numbers = new Set(input.baseline?.sendings.map(({ nhsNumber }) => nhsNumber));
  const own = input.sendings.filter(({ nhsNumber }) => numbers.has(nhsNumber));
  return new Map(own.map((sending) => [sending.nhsNumber, sending]));
}

/**
 * What CP-IS answered about children whom no case of ours names: a take-over may end or delete a plan of theirs, and a refusal must
 * reach somebody although no case page shows it (H-21).
 */
export function orphanWork(picture: CouncilPicture): readonly WorkEntry[] {
  const latest = latestOfPrevious(picture);
  if (latest.size === 0) return [];
  const known = new Set<string>(picture.input.cases.flatMap(({ record }) => numbersOfCase(record)));
  return [...latest].flatMap(([nhsNumber, sending]) => {
    if (known.has(nhsNumber)) return [];
    const [subject] = sending.subjects;
    return outcomeTask(sending).map((task) => ({
      ...task,
      owner: workOwner(task.kind),
      sequenceNumber: sending.sequenceNumber,
      ...(subject === undefined
        ? {}
        : { name: `${subject.family.toLocaleUpperCase("en-GB")}, ${subject.given}` }),
    }));
  });
}
