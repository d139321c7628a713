/** Views of the team, about made-up children, at the moment of the panel's views. */
import type { FileRow, InboxRow, TeamView, WorkRow } from "../../src/domain/team-view.js";
import type { Handling, PanelEpisode } from "../../src/domain/panel-view.js";
import type { WorkKind } from "../../src/domain/work-item.js";
import { newEpisode } from "./panel-views.js";

function episode(id: string, at: string, organisation: string, by: string, role: string): PanelEpisode {
  return {
    ...newEpisode,
    id,
    firstAt: at,
    lastAt: at,
    openings: [{ at, organisation, by, role }],
    sentTo: ["the team inbox"],
  };
}

const passedUp: Handling = {
  kind: "nobody",
  passedUpTo: "duty manager",
  passedUpAt: "2026-11-19T11:51:00.000Z",
};

const duty: Handling = {
  kind: "taken",
  by: "ABARA, Joy",
  you: false,
  since: "2026-11-18T23:25:00.000Z",
};

/** Rows of the picture of the inbox, in an order that is not the one to be drawn. */
export const inboxRows: readonly InboxRow[] = [
  {
    localId: "NS-5",
    name: "HAVILAND, Poppy",
    birthDate: "2025-05-02",
    withDuty: true,
    nhsNumber: "9992122331",
    worker: "OKAFOR, Rosalind",
    episode: {
      ...episode("i-5", "2026-11-18T23:10:00.000Z", "Weirdale Royal Infirmary", "LOWE, Daniel", "nurse"),
      handling: duty,
    },
    faults: [],
  },
  {
    localId: "NS-204417",
    name: "FERNSBY, Milo",
    birthDate: "2018-02-03",
    nhsNumber: "9995260182",
    worker: "OKAFOR, Rosalind",
    episode: { ...newEpisode, sentTo: ["you", "the team inbox"] },
    faults: [],
  },
  {
    localId: "NS-1",
    name: "MARCHETTI, Luca",
    birthDate: "2014-07-15",
    workerAway: true,
    nhsNumber: "9993667129",
    worker: "BELL, Simone",
    episode: {
      ...episode(
        "i-1",
        "2026-11-19T09:51:00.000Z",
        "Northshire Ambulance Service",
        "SHAH, Imran",
        "paramedic",
      ),
      handling: passedUp,
    },
    faults: [],
  },
  {
    localId: "NS-6",
    name: "PELL, Jonah",
    birthDate: "2020-06-21",
    nhsNumber: "9993909963",
    planEnded: true,
    episode: {
      ...episode("i-6", "2026-11-17T16:20:00.000Z", "Northgate General Hospital", "IQBAL, Hana", "nurse"),
      handling: {
        kind: "finished",
        by: "OKAFOR, Rosalind",
        at: "2026-11-17T17:02:00.000Z",
        note: "Rang the ward. Gone home.",
      },
    },
    faults: [],
  },
  {
    nhsNumber: "9993909963",
    episode: episode(
      "i-4",
      "2026-11-19T15:01:00.000Z",
      "Coldharbour Urgent Treatment Centre",
      "DEVEREUX, Ana",
      "advanced nurse practitioner",
    ),
    faults: ["not-on-our-books"],
  },
];

function work(kind: WorkKind, about: string, since: string, more: Partial<WorkRow> = {}): WorkRow {
  return {
    id: `${kind}-${about}`,
    kind,
    about,
    localId: `NS-${about}`,
    owner: "the data officer",
    since,
    ...more,
  };
}

/** Rows of the picture of the work list. */
export const workRows: readonly WorkRow[] = [
  work("compare-details", "FERNSBY-COLE, Ava", "2026-11-18T06:20:00.000Z", {
    birthDate: "2019-03-09",
    nhsNumber: "9990792445",
    code: "CPR03",
    detail: "number not verified",
    compared: {
      at: "2026-11-18T06:20:00.000Z",
      fields: [
        { field: "Surname", sent: "FERNSBY-COLE", ours: "FERNSBY" },
        { field: "Given name", sent: "Ava", ours: "Ava" },
        { field: "Born", sent: "09-Mar-2019", ours: "09-Mar-2019" },
      ],
    },
  }),
  work("replace-number", "ORR, Finlay", "2026-11-17T06:18:00.000Z", {
    code: "CPR05",
    birthDate: "2012-08-22",
    nhsNumber: "9990268592",
    differences: [{ field: "NHS No.", ours: "999 026 8592", theirs: "999 952 8902" }],
  }),
  work("link-mother", "Unborn child of HALE, Keeley", "2026-11-19T01:30:00.000Z", {
    owner: "FROST, Adam",
    dueDate: "2027-03-03",
    unborn: true,
    mine: true,
  }),
  work("trace-child", "NOVAK, Tomas", "2026-11-13T06:20:00.000Z", {
    code: "CPR01",
    birthDate: "2010-01-01",
  }),
  work("decide-inactive-number", "SADIQ, Maryam", "2026-11-16T06:22:00.000Z", {
    owner: "the team manager",
    birthDate: "2017-01-30",
    nhsNumber: "9997866665",
  }),
];

const summary = {
  matched: 1204,
  inScope: 1223,
  rate: 1204 / 1223,
  reachesGoLive: true,
  states: { visible: 1185, notVisible: 7, waiting: 12, notSent: 4, ended: 16, cannotBeShared: 3 },
  notVisibleSince: "2026-11-13T06:20:00.000Z",
  waitingForFile: 6,
  notMapped: [{ code: "C2", cases: 2 }],
} as const;

const files: readonly FileRow[] = [
  {
    sequenceNumber: 1042,
    full: false,
    records: 12,
    sentAt: "2026-11-19T02:00:00.000Z",
    overdue: false,
  },
  {
    sequenceNumber: 1041,
    full: false,
    records: 38,
    sentAt: "2026-11-18T02:00:00.000Z",
    answeredAt: "2026-11-18T06:20:00.000Z",
    accepted: 35,
    refused: 3,
    overdue: false,
  },
  {
    sequenceNumber: 1040,
    full: true,
    records: 1239,
    sentAt: "2026-11-15T02:00:00.000Z",
    answeredAt: "2026-11-15T02:40:00.000Z",
    accepted: 1230,
    refused: 7,
    overdue: false,
  },
];

/** Every team view, by name. */
export const teamViews: Readonly<Record<string, TeamView>> = {
  inbox: { state: { kind: "inbox", rows: inboxRows } },
  "inbox-empty": { state: { kind: "inbox", rows: [] } },
  "work-list": { state: { kind: "work-list", summary, rows: workRows, files } },
  mailbox: {
    state: {
      kind: "mailbox",
      summary: {
        readEveryMs: 600_000,
        usualNoticePauseMs: 172_800_000,
        silenceAlarmMs: 345_600_000,
        lastReadAt: "2026-11-19T15:02:11.000Z",
        lastNoticeAt: "2026-11-19T14:32:00.000Z",
        lastAnswerAt: "2026-11-18T06:20:00.000Z",
        waiting: 0,
        quarantined: 1,
        certificateEndsAt: "2026-12-30T23:59:00.000Z",
        troubles: [],
      },
      files,
    },
  },
  loading: { state: { kind: "loading" } },
  unreachable: { state: { kind: "unreachable", since: "2026-11-19T15:00:00.000Z" } },
  "not-permitted": { state: { kind: "not-permitted" } },
};

/** A work list of so many made-up children. */
export const longWorkList = (length: number): TeamView => ({
  state: {
    kind: "work-list",
    summary,
    files: [],
    rows: Array.from({ length }, (_, index) =>
      work("trace-child", `CHILD, ${String(index + 1)}`, "2026-11-13T06:20:00.000Z"),
    ),
  },
});
