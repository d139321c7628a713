import type { WorkEntry } from "../../../contract/council.js";
import { workOwner } from "../../../domain/work-item.js";
import { outcomeTask } from "../cases/case-work.js";
import type { CouncilPicture } from "../picture.js";

/**
 * What CP-IS answered about children whom no case of ours names: a take-over may end or delete a plan of theirs, and a refusal must
 * reach somebody although no case page shows it (H-21).
 */
export function orphanWork({ groups }: CouncilPicture): readonly WorkEntry[] {
  return groups.flatMap(({ group, sendings }) => {
    const latest = sendings.at(-1);
    if (group.caseIds.length > 0 || latest === undefined) return [];
    const [subject] = group.subjects;
    return outcomeTask(latest).map((task) => ({
      ...task,
      owner: workOwner(task.kind),
      sequenceNumber: latest.sequenceNumber,
      ...(subject === undefined
        ? {}
        : { name: `${subject.family.toLocaleUpperCase("en-GB")}, ${subject.given}` }),
    }));
  });
}
