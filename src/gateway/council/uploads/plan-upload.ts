import type { UploadSubject } from "../../../domain/upload-batch.js";
import type { FrozenRecord, NewUpload } from "../../../ports/upload-store.js";
import type { CouncilPicture, GroupPicture } from "../picture.js";

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
    records: chosen.map(freeze),
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

function freeze(picture: GroupPicture): FrozenRecord {
  const { group, reconciliation } = picture;
  const subjects = withEarlierSubjects(picture);
  const unborn = (kind: string): boolean => kind === "unborn-child-protection-plan";
  return {
    nhsNumber: group.nhsNumber,
    localIds: subjects.flatMap(({ localId }) => localId ?? []),
    subjects,
    plans: reconciliation.send.filter(({ kind }) =>
      subjects.some((subject) => (subject.kind === "mother") === unborn(kind)),
    ),
  };
}

// A deletion may be about somebody whose history gives no plan any more: who that is was said when the plan was sent.
function withEarlierSubjects({ group, sendings }: GroupPicture): readonly UploadSubject[] {
  const earlier = sendings.flatMap(({ subjects }) => subjects).reverse();
  const missing = (["child", "mother"] as const).flatMap((kind) =>
    group.subjects.some((subject) => subject.kind === kind)
      ? []
      : (earlier.find((subject) => subject.kind === kind) ?? []),
  );
  return [...group.subjects, ...missing];
}
