import type { MailboxHealth, NoticeInbox, UploadList, WorkEntry, WorkList } from "../../contract/council.js";
import type { FileRow, MailboxSummary, TeamState, WorkRow } from "../../domain/team-view.js";
import { ownerWords, stopWords, troubleWords, uploadWords, type CouncilDirectory } from "./council-words.js";
import { toEpisode, type CouncilUser } from "./to-episode.js";

type Of<K extends TeamState["kind"]> = Extract<TeamState, { readonly kind: K }>;

/** The team's inbox as it is drawn. */
export function toInbox(
  { episodes }: NoticeInbox,
  user: CouncilUser,
  directory: CouncilDirectory,
): Of<"inbox"> {
  const rows = episodes.map((view) => {
    const { localId, name, openings, hops } = view;
    const nhsNumber = openings.flatMap(({ nhsNumbers }) => nhsNumbers)[0];
    const worker = hops.flatMap(({ to }) =>
      to.kind === "worker" ? [directory.workers?.[to.workerId] ?? to.workerId] : [],
    )[0];
    return {
      ...(localId === undefined ? {} : { localId }),
      ...(name === undefined ? {} : { name }),
      ...(nhsNumber === undefined ? {} : { nhsNumber }),
      ...(worker === undefined ? {} : { worker }),
      episode: toEpisode(view, user, directory),
      faults: [...new Set(openings.flatMap(({ faults }) => faults))],
    };
  });
  return { kind: "inbox", rows };
}

/** The work list as it is drawn. */
export function toWorkList(
  { entries, matchRate, unmapped }: WorkList,
  { waitingCases }: UploadList,
): Of<"work-list"> {
  const { matched, inScope, rate, reachesGoLive } = matchRate;
  return {
    kind: "work-list",
    summary: {
      matched,
      inScope,
      reachesGoLive,
      ...(rate === undefined ? {} : { rate }),
      waitingForFile: waitingCases,
      notMapped: unmapped.map(({ code, cases }) => ({ code, cases })),
    },
    rows: entries.map(toWorkRow),
  };
}

function toWorkRow(entry: WorkEntry, index: number): WorkRow {
  const { kind, owner, since, localId, name, sequenceNumber, code, detail } = entry;
  const file = sequenceNumber === undefined ? "This council" : `File ${String(sequenceNumber)}`;
  return {
    id: [index, kind, localId ?? "", sequenceNumber ?? ""].join("|"),
    kind,
    about: name ?? localId ?? file,
    owner: ownerWords[owner],
    ...(localId === undefined ? {} : { localId }),
    ...(since === undefined ? {} : { since }),
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The mailbox and the files as they are drawn. */
export function toMailbox(health: MailboxHealth, { uploads, stopped }: UploadList): Of<"mailbox"> {
  const answers = uploads.flatMap(({ answeredAt }) => answeredAt ?? []).sort();
  const lastAnswerAt = answers.at(-1);
  const { lastReadAt, lastNoticeAt, certificateEndsAt } = health;
  const summary: MailboxSummary = {
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
