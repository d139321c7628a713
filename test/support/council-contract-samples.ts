import type { CaseList, CaseView, ImportResult } from "../../src/contract/council-case.js";
import type { SetAsideList } from "../../src/contract/council-mailbox.js";
import type {
  CouncilDirectory,
  CouncilEvent,
  EpisodeView,
  MailboxHealth,
  NoticeInbox,
  UploadList,
  UploadOrdered,
  WorkEntry,
  WorkList,
} from "../../src/contract/council.js";
import { parseCaseList, parseCaseView, parseImportResult } from "../../src/contract/parse-council-case.js";
import { parseSetAsideList } from "../../src/contract/parse-council-mailbox.js";
import {
  parseCouncilDirectory,
  parseCouncilEvent,
  parseMailboxHealth,
  parseNoticeInbox,
  parseUploadList,
  parseUploadOrdered,
  parseWorkList,
} from "../../src/contract/parse-council.js";
import type { SubjectOutcome } from "../../src/domain/sending.js";
import type { Visibility } from "../../src/domain/visibility-state.js";

const at = "2026-11-19T02:00:00.000Z";
const day = "2026-11-18";

const visibilities: readonly Visibility[] = [
  { kind: "visible", since: at, confirmedAt: at },
  {
    kind: "visible",
    since: at,
    confirmedAt: at,
    latestChange: { kind: "waiting", since: at, overdue: false },
  },
  {
    kind: "visible",
    since: at,
    confirmedAt: at,
    latestChange: { kind: "not-accepted", reason: "details-do-not-match", at },
  },
  { kind: "not-visible", reason: "refused-with-detail", at, code: "CPR07", detail: "as it came" },
  { kind: "waiting", phase: "queued", since: at, alarmAt: at, overdue: true },
  { kind: "ended", endedOn: day, acceptedAt: at },
  { kind: "cannot-be-shared", at },
];

const outcomes: readonly SubjectOutcome[] = [
  { kind: "waiting" },
  { kind: "accepted", at },
  { kind: "refused", at, reason: "nhs-number-old-style", code: "CPR04", detail: "as it came" },
  { kind: "cannot-be-shared", at },
  { kind: "held", at, reason: "count-differs" },
  { kind: "resubmit", at },
];

const person = { nhsNumber: "9996001008", familyName: "Arkwright", givenName: "Tamsin", birthDate: day };
const work: WorkEntry = {
  kind: "compare-details",
  owner: "data-officer",
  since: at,
  localId: "NS-1",
  name: "Tamsin Arkwright",
  birthDate: day,
  nhsNumber: "9996001008",
  sequenceNumber: 7,
  episodeId: "e1",
  code: "CPR03",
  detail: "as it came",
  workerName: "Sam Worker",
  teamName: "North",
  refused: { at, sent: person, ours: person },
};

const episode: EpisodeView = {
  episodeId: "e1",
  localId: "NS-1",
  name: "Tamsin Arkwright",
  unborn: true,
  birthDate: day,
  dueDate: day,
  nhsNumber: "9996001008",
  planEnded: true,
  workerName: "Sam Worker",
  teamName: "North",
  organisation: { odsCode: "ZZT01", name: "Testing Hospital" },
  shift: { kind: "night", date: day },
  firstAt: at,
  lastAt: at,
  openings: [
    {
      at: "as it came",
      by: { name: "Pat Nurse", role: "Nurse", kind: "person" },
      faults: ["names-two-children", "time-in-the-future"],
      nhsNumbers: ["9996001008", "no number"],
      localIds: ["NS-1"],
    },
  ],
  state: "taken",
  takenBy: "Sam Worker",
  takenAt: at,
  finishedBy: "Sam Worker",
  finishedAt: at,
  hops: [
    { to: { kind: "worker", workerId: "sw-1" }, at, why: "new", workerName: "Sam Worker", workerAway: true },
    { to: { kind: "team", teamId: "north" }, at, why: "nobody-acted", teamName: "North" },
    { to: { kind: "emergency-duty-team" }, at, why: "passed-on" },
    { to: { kind: "duty-manager" }, at, why: "passed-on" },
    { to: { kind: "data-officer" }, at, why: "passed-on" },
  ],
  notes: [{ at, by: "Sam Worker", text: "Rang the ward." }],
};

const caseView = (visibility: Visibility): CaseView => ({
  localId: "NS-1",
  child: { nhsNumber: "9996001008", familyName: "Arkwright", givenNames: ["Tamsin"], birthDate: day },
  mother: { localId: "M-1", familyName: "Arkwright", givenNames: ["Jo", "Ann"], birthDate: day },
  dueDate: day,
  statuses: [
    { code: "C1", from: day, until: day },
    { code: "CPP", from: day },
  ],
  worker: { id: "sw-1", name: "Sam Worker", telephone: "01632960101" },
  teamId: "north",
  teamName: "North",
  adoptedOn: day,
  savedAt: at,
  plans: [{ kind: "looked-after-child", start: day, end: day, endCause: "status-ended" }],
  unplaced: [{ index: 0, code: "C1", reason: "mapped-to-none" }],
  unsupported: [{ kind: "child-protection-plan", start: day }],
  visibility,
  beforeBirth: { kind: "cannot-be-shared", at },
  reminders: ["check-newborn"],
  work: [work],
  deletions: [
    {
      deletionId: "d1",
      kind: "child-protection-plan",
      start: day,
      reason: "Entered for the wrong child.",
      requestedBy: "officer-1",
      requestedByName: "Dee Officer",
      requestedAt: at,
      approvedBy: "officer-2",
      approvedByName: "Dan Officer",
      approvedAt: at,
    },
  ],
  sendings: outcomes.map((outcome, index) => ({ sequenceNumber: index, sentAt: at, outcome })),
  sendAgainAskedAt: at,
  episodes: [episode],
  serverTime: at,
});

const caseList: CaseList = {
  total: 7,
  offset: 0,
  cases: visibilities.map((visibility, index) => ({
    localId: `NS-${index}`,
    unborn: false,
    name: "Tamsin Arkwright",
    birthDate: day,
    dueDate: day,
    nhsNumber: "9996001008",
    workerName: "Sam Worker",
    teamId: "north",
    teamName: "North",
    visibility,
    openWork: 1,
    openEpisodes: 0,
  })),
};

const inbox: NoticeInbox = { episodes: [episode], open: 1 };
const workList: WorkList = {
  entries: [work, { kind: "stop-other-system", owner: "administrator" }],
  unmapped: [{ code: "X9", mapping: "unknown", cases: 2 }],
  matchRate: { matched: 19, inScope: 20, rate: 0.95, reachesGoLive: true },
  states: {
    visible: 17,
    notVisible: 1,
    waiting: 1,
    notSent: 1,
    ended: 0,
    cannotBeShared: 1,
  },
  notVisibleSince: at,
};
const uploads: UploadList = {
  uploads: [
    {
      sequenceNumber: 7,
      kind: "full",
      state: "held",
      reason: "count-differs",
      createdAt: at,
      sentAt: at,
      answeredAt: at,
      overdue: true,
      needsPerson: "answer-unreadable",
      records: 1204,
      attempt: 1,
      succeeded: -1,
      failed: -1,
      fileCode: "CPF05",
      resendAt: at,
    },
  ],
  stopped: { because: "another-system", since: at },
  nextSequenceNumber: 8,
  waitingCases: 3,
};
const health: MailboxHealth = {
  environment: "simulator",
  serverTime: at,
  mailboxId: "X26HC005",
  readEveryMs: 600_000,
  lastReadAt: at,
  lastNoticeAt: at,
  usualNoticePauseMs: 172_800_000,
  silenceAlarmMs: 345_600_000,
  lastError: "CPIS_MESH_UNREACHABLE",
  unprocessed: 0,
  quarantined: 1,
  left: 0,
  oldestLeftSince: at,
  certificateEndsAt: at,
  troubles: ["never-read", "messages-quarantined"],
};
const directory: CouncilDirectory = {
  authority: {
    odsCode: "ZZL01",
    name: "Northshire Council",
    officeHoursTelephone: "01632960101",
    emergencyDutyTelephone: "01632960199",
  },
  teams: [{ teamId: "north", name: "North", telephone: "01632960101" }],
  workers: [
    {
      workerId: "sw-1",
      name: "Sam",
      teamId: "north",
      teamName: "North",
      telephone: "01632960101",
      away: true,
    },
  ],
  emergencyDutyTeamName: "Emergency duty team",
  dutyManagerName: "Duty manager",
};
const setAside: SetAsideList = {
  messages: [
    {
      messageId: "20261119020000000001",
      receivedAt: at,
      kind: "file",
      code: "CPIS_XML_MALFORMED",
      says: "It is not well formed.",
      workflowId: "CPIS_REPORT",
      from: "X26HC099",
      dealtWith: { at, by: "officer-1", reason: "Asked the register." },
    },
  ],
};
const imported: ImportResult = {
  saved: 1,
  unchanged: 0,
  faults: [{ row: 2, path: "child.birthDate", message: "is missing" }],
  warnings: [{ row: 1, path: "teamId", message: "is no team of the configuration" }],
};
const ordered: readonly UploadOrdered[] = [
  { kind: "queued", sequenceNumber: 7, records: 3 },
  { kind: "nothing-to-send" },
];
const events: readonly CouncilEvent[] = [
  { kind: "case-changed", localId: "NS-1" },
  { kind: "cases-changed", localIds: ["NS-1", "NS-2"] },
  { kind: "notice-arrived", episodeId: "e1", localId: "NS-1" },
  { kind: "upload-changed", sequenceNumber: 7 },
  { kind: "health-changed" },
];

/** One answer of the council's gateway with everything in it that it may have, and the parser that reads it. */
export interface ContractSample {
  readonly name: string;
  readonly parse: (body: unknown) => unknown;
  readonly value: object;
}

const sample = (
  name: string,
  parse: ContractSample["parse"],
  values: readonly object[],
): readonly ContractSample[] =>
  values.map((value, index) => ({ name: `${name} ${index + 1}`, parse, value }));

/** Answers of every kind; every member of every union of objects is among them. */
export const contractSamples: readonly ContractSample[] = [
  ...sample("case view", parseCaseView, visibilities.map(caseView)),
  ...sample("case list", parseCaseList, [caseList, { total: 0, offset: 0, cases: [] }]),
  ...sample("import result", parseImportResult, [imported]),
  ...sample("inbox", parseNoticeInbox, [inbox]),
  ...sample("work list", parseWorkList, [workList]),
  ...sample("upload list", parseUploadList, [uploads]),
  ...sample("upload order's answer", parseUploadOrdered, ordered),
  ...sample("health", parseMailboxHealth, [health]),
  ...sample("directory", parseCouncilDirectory, [directory]),
  ...sample("set-aside list", parseSetAsideList, [setAside]),
  ...sample("event", parseCouncilEvent, events),
];
