import type {
  CaseDeletion,
  CasePerson,
  CasePlan,
  CaseSummary,
  CaseView,
} from "../../../contract/council-case.js";
import type { EpisodeView, WorkEntry } from "../../../contract/council.js";
import type { Mother, RegisteredPerson } from "../../../domain/case-record.js";
import { toInstant } from "../../../domain/instant.js";
import type { StoredDeletion } from "../../../ports/case-store.js";
import { teamName, type WorkerDirectory } from "../../../domain/worker-directory.js";
import { caseNames } from "../case-names.js";
import { nameOfCase } from "../notices/inbox.js";
import type { CasePicture } from "../picture.js";

/** A case as its page shows it. */
export function toCaseView(
  picture: CasePicture,
  more: {
    readonly work: readonly WorkEntry[];
    readonly unsupported: readonly CasePlan[];
    readonly deletions: readonly StoredDeletion[];
    readonly episodes: readonly EpisodeView[];
    readonly directory: WorkerDirectory;
    readonly now: number;
  },
): CaseView {
  const { stored, derivation, beforeBirth } = picture;
  const { localId, subject, statuses, worker, teamId, adoptedOn } = stored.record;
  const pregnancy = subject.beforeBirth;
  const team = teamName(more.directory, teamId);
  return {
    localId,
    ...(subject.kind === "child" ? { child: toPerson(subject.child) } : {}),
    ...(pregnancy?.mother === undefined ? {} : { mother: toPerson(pregnancy.mother) }),
    ...(pregnancy?.dueDate === undefined ? {} : { dueDate: pregnancy.dueDate }),
    statuses,
    ...(worker === undefined ? {} : { worker }),
    ...(teamId === undefined ? {} : { teamId }),
    ...(team === undefined ? {} : { teamName: team }),
    ...(adoptedOn === undefined ? {} : { adoptedOn }),
    savedAt: toInstant(stored.savedAt),
    plans: derivation.periods,
    unplaced: derivation.unplaced,
    unsupported: more.unsupported,
    visibility: picture.visibility,
    ...(beforeBirth === undefined ? {} : { beforeBirth }),
    reminders: picture.reminders,
    work: more.work,
    deletions: more.deletions.filter(({ request }) => request.localId === localId).map(toDeletion),
    sendings: picture.sendings
      .slice(0, 100)
      .map(({ sequenceNumber, sentAt, outcome }) => ({ sequenceNumber, sentAt, outcome })),
    ...(picture.wishedAt === undefined ? {} : { sendAgainAskedAt: toInstant(picture.wishedAt) }),
    episodes: more.episodes,
    serverTime: toInstant(more.now),
  };
}

function toPerson(person: RegisteredPerson | Mother): CasePerson {
  const localId = "localId" in person ? person.localId : undefined;
  return {
    ...(localId === undefined ? {} : { localId }),
    ...(person.nhsNumber === undefined ? {} : { nhsNumber: person.nhsNumber }),
    familyName: person.familyName,
    givenNames: person.givenNames,
    birthDate: person.birthDate,
  };
}

function toDeletion({ deletionId, request, approved }: StoredDeletion): CaseDeletion {
  const { kind, start, reason, requestedBy, requestedByName, requestedAt } = request;
  const { approvedByName } = approved ?? {};
  return {
    deletionId,
    kind,
    start,
    reason,
    requestedBy,
    ...(requestedByName === undefined ? {} : { requestedByName }),
    requestedAt,
    ...(approved === undefined ? {} : { approvedBy: approved.approvedBy, approvedAt: approved.approvedAt }),
    ...(approvedByName === undefined ? {} : { approvedByName }),
  };
}

/** A case as a row of a list. */
export function toCaseSummary(
  picture: CasePicture,
  directory: WorkerDirectory,
  openWork: number,
  openEpisodes: number,
): CaseSummary {
  const { record } = picture.stored;
  const { subject, teamId, worker } = record;
  const unborn = subject.kind === "unborn-child";
  const person = unborn ? subject.beforeBirth.mother : subject.child;
  const dueDate = unborn ? subject.beforeBirth.dueDate : undefined;
  return {
    localId: record.localId,
    unborn,
    name: nameOfCase(record),
    ...(subject.kind === "child" ? { birthDate: subject.child.birthDate } : {}),
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(person?.nhsNumber === undefined ? {} : { nhsNumber: person.nhsNumber }),
    ...(teamId === undefined ? {} : { teamId }),
    ...(worker === undefined ? {} : { workerId: worker.id }),
    ...caseNames(directory, record),
    visibility: picture.visibility,
    openWork,
    openEpisodes,
  };
}
