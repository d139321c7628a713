import type { NewUpload } from "../../../ports/upload-store.js";
import { toFrozenRecord, type GroupPicture } from "../group-picture.js";
import type { CouncilPicture } from "../picture.js";

/** What the next file would hold. */
export type UploadContents = Pick<NewUpload, "records" | "settles" | "wishes">;

/**
 * Decides what goes into a file made now.
 *
 * `full` says everything again that stands; `changes` says what differs from what the register has accepted. A subject that the
 * register refused is not repeated until somebody has changed its case or wishes it. Always from today's data, never from an old
 * file (H-20).
 */
export function planUpload(picture: CouncilPicture, kind: NewUpload["kind"]): UploadContents {
  const chosen = picture.groups.filter((group) => isDue(group, kind));
  const idle = picture.groups.filter((group) => !chosen.includes(group) && !group.reconciliation.changed);
  return {
    records: chosen.map(toFrozenRecord),
    wishes: picture.input.wishes ?? [],
    settles: [...chosen, ...idle].flatMap(({ group }) =>
      group.caseIds.flatMap((localId) => {
        const changedAt = picture.caseOf(localId)?.stored.changedAt;
        return changedAt === undefined ? [] : [{ localId, changedAt }];
      }),
    ),
  };
}

function isDue(picture: GroupPicture, kind: NewUpload["kind"]): boolean {
  const { send, changed } = picture.reconciliation;
  if (send.length === 0) return false;
  if (kind === "full" || picture.wishedAt !== undefined) return true;
  const latest = picture.sendings.at(-1)?.outcome.kind;
  const refused = latest === "refused" || latest === "cannot-be-shared" || latest === "held";
  if (picture.changedAt !== undefined) return changed || refused || identityChanged(picture);
  // An end that time has brought, or the second of two changes: nobody touched the case.
  return changed && !refused;
}

function identityChanged({ group, sendings }: GroupPicture): boolean {
  const last = sendings.at(-1);
  return last !== undefined && JSON.stringify(last.subjects) !== JSON.stringify(group.subjects);
}
