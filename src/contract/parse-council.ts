/** What a page reads of the council's gateway. A reader throws `CPIS_REQUEST_INVALID` with every fault; no issue repeats a value. */
import type { MatchRate, StateCounts, UnmappedCount } from "../domain/coverage.js";
import type {
  CouncilDirectory,
  CouncilEvent,
  DirectoryTeam,
  DirectoryWorker,
  MailboxHealth,
  MailboxTrouble,
  NoticeInbox,
  SendWished,
  UploadDoubt,
  UploadList,
  UploadOrdered,
  UploadState,
  UploadStop,
  UploadView,
  WorkList,
} from "./council.js";
import { asHeld, parserOf, workEntry } from "./parse-council-shapes.js";
import { episode } from "./parse-episode.js";
import {
  flag,
  formed,
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  variant,
  wholeNumber,
  type Reader,
} from "./shape.js";

const many = { atMost: 100_000 } as const;

const fraction = { json: { type: "number", minimum: 0, maximum: 1 } };

const share: Reader<number> = formed(fraction, (value, place) => {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  place.issues.push({ path: place.path, message: "must be a number from 0 to 1" });
  return invalid;
});

const noticeInbox = object<NoticeInbox>({ episodes: list(episode, many), open: wholeNumber(0) }, "ignore");

const workList = object<WorkList>(
  {
    entries: list(workEntry, many),
    unmapped: list(
      object<UnmappedCount>(
        { code: asHeld, mapping: oneOf({ none: true, unknown: true }), cases: wholeNumber(0) },
        "ignore",
      ),
      many,
    ),
    matchRate: object<MatchRate>(
      { matched: wholeNumber(0), inScope: wholeNumber(0), rate: optional(share), reachesGoLive: flag },
      "ignore",
    ),
    states: object<StateCounts>(
      {
        visible: wholeNumber(0),
        notVisible: wholeNumber(0),
        waiting: wholeNumber(0),
        notSent: wholeNumber(0),
        ended: wholeNumber(0),
        cannotBeShared: wholeNumber(0),
      },
      "ignore",
    ),
    notVisibleSince: optional(instant),
  },
  "ignore",
);

const upload = object<UploadView>(
  {
    sequenceNumber: wholeNumber(0),
    kind: oneOf({ changes: true, full: true }),
    state: oneOf<UploadState>({
      queued: true,
      tracing: true,
      sent: true,
      answered: true,
      "file-refused": true,
      resubmit: true,
      blocked: true,
      held: true,
      undelivered: true,
      closed: true,
    }),
    reason: optional(asHeld),
    createdAt: instant,
    sentAt: optional(instant),
    answeredAt: optional(instant),
    overdue: flag,
    needsPerson: optional(
      oneOf<UploadDoubt>({ "not-found": true, several: true, "answer-unreadable": true }),
    ),
    records: wholeNumber(0),
    attempt: wholeNumber(1),
    succeeded: optional(wholeNumber(-1)),
    failed: optional(wholeNumber(-1)),
    fileCode: optional(asHeld),
    resendAt: optional(instant),
  },
  "ignore",
);

const uploadStop = oneOf<UploadStop>({
  "another-system": true,
  "version-not-supported": true,
  "takeover-not-approved": true,
  "store-restored": true,
});

const uploadList = object<UploadList>(
  {
    uploads: list(upload, many),
    stopped: optional(
      object<NonNullable<UploadList["stopped"]>>({ because: uploadStop, since: instant }, "ignore"),
    ),
    nextSequenceNumber: wholeNumber(0),
    waitingCases: wholeNumber(0),
  },
  "ignore",
);

type OrderedAs<K extends UploadOrdered["kind"]> = Extract<UploadOrdered, { readonly kind: K }>;

const uploadOrdered = variant<UploadOrdered>({
  queued: object<OrderedAs<"queued">>(
    { kind: oneOf({ queued: true }), sequenceNumber: wholeNumber(0), records: wholeNumber(0) },
    "ignore",
  ),
  "nothing-to-send": object<OrderedAs<"nothing-to-send">>(
    { kind: oneOf({ "nothing-to-send": true }) },
    "ignore",
  ),
});

const health = object<MailboxHealth>(
  {
    environment: oneOf({ simulator: true, integration: true, production: true }),
    serverTime: instant,
    mailboxId: asHeld,
    readEveryMs: wholeNumber(0),
    lastReadAt: optional(instant),
    lastNoticeAt: optional(instant),
    usualNoticePauseMs: optional(wholeNumber(0)),
    silenceAlarmMs: wholeNumber(0),
    lastError: optional(asHeld),
    unprocessed: wholeNumber(0),
    quarantined: wholeNumber(0),
    left: wholeNumber(0),
    oldestLeftSince: optional(instant),
    certificateEndsAt: optional(instant),
    troubles: list(
      oneOf<MailboxTrouble>({
        "takeover-not-approved": true,
        "never-read": true,
        "not-read-for-an-hour": true,
        "not-read-for-a-day": true,
        "reading-failed": true,
        "handshake-failed": true,
        "message-near-expiry": true,
        "messages-left": true,
        "messages-quarantined": true,
        "no-notice-for-long": true,
        "certificate-ends-soon": true,
        "certificate-expired": true,
      }),
      many,
    ),
  },
  "ignore",
);

const directory = object<CouncilDirectory>(
  {
    authority: object<CouncilDirectory["authority"]>(
      {
        odsCode: asHeld,
        name: asHeld,
        officeHoursTelephone: optional(asHeld),
        emergencyDutyTelephone: asHeld,
      },
      "ignore",
    ),
    teams: list(
      object<DirectoryTeam>({ teamId: asHeld, name: asHeld, telephone: optional(asHeld) }, "ignore"),
      many,
    ),
    workers: list(
      object<DirectoryWorker>(
        {
          workerId: asHeld,
          name: asHeld,
          teamId: optional(asHeld),
          teamName: optional(asHeld),
          telephone: optional(asHeld),
          away: flag,
        },
        "ignore",
      ),
      many,
    ),
    emergencyDutyTeamName: optional(asHeld),
    dutyManagerName: optional(asHeld),
  },
  "ignore",
);

type EventOf<K extends CouncilEvent["kind"]> = Extract<CouncilEvent, { readonly kind: K }>;

const event = variant<CouncilEvent>({
  "case-changed": object<EventOf<"case-changed">>(
    { kind: oneOf({ "case-changed": true }), localId: asHeld },
    "ignore",
  ),
  "cases-changed": object<EventOf<"cases-changed">>(
    { kind: oneOf({ "cases-changed": true }), localIds: list(asHeld, many) },
    "ignore",
  ),
  "notice-arrived": object<EventOf<"notice-arrived">>(
    { kind: oneOf({ "notice-arrived": true }), episodeId: asHeld, localId: optional(asHeld) },
    "ignore",
  ),
  "upload-changed": object<EventOf<"upload-changed">>(
    { kind: oneOf({ "upload-changed": true }), sequenceNumber: optional(wholeNumber(0)) },
    "ignore",
  ),
  "health-changed": object<EventOf<"health-changed">>({ kind: oneOf({ "health-changed": true }) }, "ignore"),
});

/** Answer of `GET /api/v1/council/inbox`. */
export const parseNoticeInbox: (body: unknown) => NoticeInbox = parserOf(noticeInbox);
/** Answer of `GET /api/v1/council/work-list`. */
export const parseWorkList: (body: unknown) => WorkList = parserOf(workList);
/** Answer of `GET /api/v1/council/uploads`. */
export const parseUploadList: (body: unknown) => UploadList = parserOf(uploadList);
/** Answer of `POST /api/v1/council/uploads`. */
export const parseUploadOrdered: (body: unknown) => UploadOrdered = parserOf(uploadOrdered);
/** Answer of `POST /api/v1/council/uploads/wishes`. */
export const parseSendWished: (body: unknown) => SendWished = parserOf(
  object<SendWished>({ localId: asHeld, askedAt: instant }, "ignore"),
);
/** Answer of `GET /api/v1/council/health`. */
export const parseMailboxHealth: (body: unknown) => MailboxHealth = parserOf(health);
/** Answer of `GET /api/v1/council/directory`. */
export const parseCouncilDirectory: (body: unknown) => CouncilDirectory = parserOf(directory);
/** Data of one event of the council's stream. */
export const parseCouncilEvent: (body: unknown) => CouncilEvent = parserOf(event);
