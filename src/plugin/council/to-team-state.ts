import type {
  CaseAbout,
  EpisodeView,
  MailboxHealth,
  NoticeInbox,
  RefusedDetails,
  SentPerson,
  UploadList,
  WorkEntry,
  WorkList,
} from "../../contract/council.js";
import type { WorkOwner } from "../../domain/work-item.js";
import type {
  Compared,
  FileRow,
  InboxRow,
  MailboxSummary,
  TeamState,
  WorkRow,
} from "../../domain/team-view.js";
import type { CouncilNames } from "./council-names.js";
import { dateWords, ownerWords, stopWords, troubleWords, uploadWords } from "./council-words.js";
import { toEpisode } from "./to-episode.js";

type Of<K extends TeamState["kind"]> = Extract<TeamState, { readonly kind: K }>;

/** Whose tasks are the user's own: the council's own words for people, and the tasks of the user's role. */
export interface WorkUser {
  readonly names: readonly string[];
  readonly ownTasks: readonly WorkOwner[];
}

/** The team's inbox as it is drawn. */
export const toInbox = ({ episodes }: NoticeInbox, names: CouncilNames): Of<"inbox"> => ({
  kind: "inbox",
  rows: episodes.map((view) => toInboxRow(view, names)),
});

function toInboxRow(view: EpisodeView, names: CouncilNames): InboxRow {
  const { localId, name, openings, hops, birthDate, dueDate, workerName } = view;
  const nhsNumber = view.nhsNumber ?? openings.flatMap(({ nhsNumbers }) => nhsNumbers)[0];
  const isAway = hops.some(({ to, workerAway }) => to.kind === "worker" && workerAway);
  const withDuty = hops.some(({ to }) => to.kind === "emergency-duty-team");
  return {
    ...(localId === undefined ? {} : { localId }),
    ...(name === undefined ? {} : { name: childName(name, view) }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(view.unborn ? { unborn: true } : {}),
    ...(view.planEnded ? { planEnded: true } : {}),
    ...(workerName === undefined ? {} : { worker: workerName }),
    ...(isAway ? { workerAway: true } : {}),
    ...(withDuty ? { withDuty: true } : {}),
    episode: toEpisode(view, names),
    faults: [...new Set(openings.flatMap(({ faults }) => faults))],
  };
}

// A case whose mother nobody has linked has no name at all, only its own id.
function childName(name: string, { unborn, localId }: CaseAbout & { readonly localId?: string }): string {
  if (!unborn) return name;
  return name === localId ? `Unborn child, case ${name}` : `Unborn child of ${name}`;
}

/** The work list as it is drawn. */
export function toWorkList(
  { entries, matchRate, unmapped, states, notVisibleSince }: WorkList,
  { uploads, waitingCases, stopped }: UploadList,
  user: WorkUser,
): Of<"work-list"> {
  const { matched, inScope, rate, reachesGoLive } = matchRate;
  return {
    kind: "work-list",
    summary: {
      matched,
      inScope,
      reachesGoLive,
      ...(rate === undefined ? {} : { rate }),
      states,
      ...(notVisibleSince === undefined ? {} : { notVisibleSince }),
      waitingForFile: waitingCases,
      ...(stopped === undefined ? {} : { stopped: stopWords[stopped.because] }),
      notMapped: unmapped.map(({ code, cases }) => ({ code, cases })),
    },
    rows: entries.map((entry, index) => toWorkRow(entry, index, user)),
    files: uploads.map(toFile),
  };
}

function toWorkRow(entry: WorkEntry, index: number, user: WorkUser): WorkRow {
  const { kind, owner, since, localId, name, sequenceNumber, episodeId, code, detail, workerName } = entry;
  const { birthDate, dueDate, nhsNumber } = entry;
  const file = sequenceNumber === undefined ? "This council" : `File ${String(sequenceNumber)}`;
  const isTheirs = owner === "allocated-worker" && workerName !== undefined;
  const isMine = isTheirs ? user.names.includes(workerName) : user.ownTasks.includes(owner);
  const sides = sidesOf(entry);
  return {
    id: [kind, localId ?? episodeId ?? String(index), sequenceNumber ?? ""].join("|"),
    kind,
    about:
      name === undefined ? (localId ?? (episodeId ? "Nobody on our books" : file)) : childName(name, entry),
    owner: isTheirs ? workerName : ownerWords[owner],
    ...(isMine ? { mine: true } : {}),
    ...(localId === undefined ? {} : { localId }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(entry.unborn ? { unborn: true } : {}),
    ...(since === undefined ? {} : { since }),
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...sides,
  };
}

// Ours beside the NHS's where CP-IS names it (a replaced number); else what was refused beside what we hold.
function sidesOf({ kind, nhsNumber, detail, refused }: WorkEntry): Pick<WorkRow, "differences" | "compared"> {
  if (kind === "replace-number" && nhsNumber !== undefined && detail !== undefined && isNumber(detail)) {
    const theirs = formatNumber(detail);
    return { differences: [{ field: "NHS No.", ours: formatNumber(nhsNumber), theirs }] };
  }
  return refused === undefined ? {} : { compared: toCompared(refused) };
}

const isNumber = (text: string): boolean => /^[0-9]{10}$/.test(text);
const formatNumber = (digits: string): string => digits.replace(/^(...)(...)(.{4})$/, "$1 $2 $3");

function toCompared({ at, sent, ours }: RefusedDetails): Compared {
  const of = (field: string, read: (person: SentPerson) => string) => ({
    field,
    sent: read(sent),
    ours: read(ours),
  });
  return {
    at,
    fields: [
      of("Surname", ({ familyName }) => familyName.toLocaleUpperCase("en-GB")),
      of("Given name", ({ givenName }) => givenName),
      of("Born", ({ birthDate }) => dateWords(birthDate)),
      of("NHS No.", ({ nhsNumber }) => formatNumber(nhsNumber)),
    ],
  };
}

/** The mailbox and the files as they are drawn. */
export function toMailbox(health: MailboxHealth, { uploads, stopped }: UploadList): Of<"mailbox"> {
  const answers = uploads.flatMap(({ answeredAt }) => answeredAt ?? []).sort();
  const lastAnswerAt = answers.at(-1);
  const { lastReadAt, lastNoticeAt, certificateEndsAt, usualNoticePauseMs, readEveryMs, silenceAlarmMs } =
    health;
  const summary: MailboxSummary = {
    readEveryMs,
    silenceAlarmMs,
    ...(usualNoticePauseMs === undefined ? {} : { usualNoticePauseMs }),
    waiting: health.left + health.unprocessed,
    quarantined: health.quarantined,
    troubles: health.troubles.map((trouble) => troubleWords[trouble]),
    ...(lastReadAt === undefined ? {} : { lastReadAt }),
    ...(lastNoticeAt === undefined ? {} : { lastNoticeAt }),
    ...(lastAnswerAt === undefined ? {} : { lastAnswerAt }),
    ...(certificateEndsAt === undefined ? {} : { certificateEndsAt }),
    ...(stopped === undefined ? {} : { stopped: stopWords[stopped.because] }),
  };
  return { kind: "mailbox", summary, files: uploads.map(toFile) };
}

function toFile(upload: UploadList["uploads"][number]): FileRow {
  const { sequenceNumber, kind, records, sentAt, answeredAt, succeeded, failed, overdue, state } = upload;
  const said = uploadWords[state];
  return {
    sequenceNumber,
    records,
    overdue,
    full: kind === "full",
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(succeeded === undefined ? {} : { accepted: succeeded }),
    ...(failed === undefined ? {} : { refused: failed }),
    ...(said === undefined ? {} : { said }),
  };
}
