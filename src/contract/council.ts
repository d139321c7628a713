/**
 * JSON between the council's pages and their gateway: notices, work, uploads and the mailbox's health; cases are in
 * `council-case.ts`. Parse functions live beside these files; both sides use them.
 *
 * No address holds a name or an NHS number: a search by words is the body of a `POST`.
 */
import type { MatchRate, StateCounts, UnmappedCount } from "../domain/coverage.js";
import type { Environment } from "../domain/environment.js";
import type { Shift } from "../domain/episode.js";
import type { Instant, LocalDate } from "../domain/instant.js";
import type { OpenedBy, OpeningFault } from "../domain/notification.js";
import type { RouteTarget, RoutingHop } from "../domain/notice-routing.js";
import type { WorkKind, WorkOwner } from "../domain/work-item.js";
import type { TargetNames } from "../domain/worker-directory.js";

/** Whom a case is about, beside the name: enough to tell two children apart in a list (H-22). */
export interface CaseAbout {
  /** The case's child is not born: name and number are the mother's. */
  readonly unborn?: true;
  readonly birthDate?: LocalDate;
  readonly dueDate?: LocalDate;
  readonly nhsNumber?: string;
}

/** A person as CP-IS was told about them. */
export interface SentPerson {
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: LocalDate;
}

/** What CP-IS refused, beside what the council holds now. It says that something differs, never what the NHS holds. */
export interface RefusedDetails {
  readonly at: Instant;
  readonly sent: SentPerson;
  /** As it would be sent now. */
  readonly ours: SentPerson;
}

/** One task with its clock. */
export interface WorkEntry extends CaseAbout {
  readonly kind: WorkKind;
  readonly owner: WorkOwner;
  /** Since when it has been there; absent where nothing says. */
  readonly since?: Instant;
  /** The case it is about; absent for a whole file, a mapping, or somebody not on the books. */
  readonly localId?: string;
  readonly name?: string;
  readonly sequenceNumber?: number;
  readonly episodeId?: string;
  readonly code?: string;
  readonly detail?: string;
  /** The worker the case is allocated to, and the team; absent where nobody is. */
  readonly workerName?: string;
  readonly teamName?: string;
  /** Only where the details did not match. */
  readonly refused?: RefusedDetails;
}

/** One hop of a notice with the names that the council's directory has for it. */
export interface HopView extends RoutingHop, TargetNames {}

/** One opening of a record, as it was told. It says that the record was opened, not that the child was treated. */
export interface OpeningView {
  readonly at: Instant;
  readonly by: OpenedBy;
  readonly faults: readonly OpeningFault[];
  readonly nhsNumbers: readonly string[];
  readonly localIds: readonly string[];
}

/** What somebody wrote about a notice. */
export interface NoticeNote {
  readonly at: Instant;
  readonly by: string;
  readonly text: string;
}

/** Every opening of one child's record at one organisation in one day or night, and what was done about it. */
export interface EpisodeView extends CaseAbout {
  /** Opaque. */
  readonly episodeId: string;
  /** Absent where the child is not on the books. */
  readonly localId?: string;
  readonly name?: string;
  /** The child has had plans and has none any more; NHS staff still see them, marked as ended. */
  readonly planEnded?: true;
  /** The worker the child is allocated to, and the team; absent where nobody is. */
  readonly workerName?: string;
  readonly teamName?: string;
  readonly organisation: { readonly odsCode: string; readonly name: string };
  readonly shift: Shift;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Oldest first. */
  readonly openings: readonly OpeningView[];
  readonly state: "new" | "taken" | "finished";
  readonly takenBy?: string;
  readonly takenAt?: Instant;
  readonly finishedBy?: string;
  readonly finishedAt?: Instant;
  /** Where it went, when and why; oldest first. */
  readonly hops: readonly HopView[];
  readonly notes: readonly NoticeNote[];
}

/** Answer of `GET /api/v1/council/inbox`: episodes, newest first. */
export interface NoticeInbox {
  readonly episodes: readonly EpisodeView[];
  readonly open: number;
}

/** Answer of `GET /api/v1/council/work-list`. */
export interface WorkList {
  readonly entries: readonly WorkEntry[];
  readonly unmapped: readonly UnmappedCount[];
  readonly matchRate: MatchRate;
  readonly states: StateCounts;
  /** Since when the oldest of those not visible waits; absent where nothing says. */
  readonly notVisibleSince?: Instant;
}

/** How far one upload has come. */
export type UploadState =
  /** Ready to leave. */
  | "queued"
  /** It may have reached MESH; it is being traced and is not sent again meanwhile. */
  | "tracing"
  /** MESH has it; no answer yet. */
  | "sent"
  | "answered"
  | "file-refused"
  | "resubmit"
  | "blocked"
  | "held"
  /** MESH did not deliver it. */
  | "undelivered"
  /** A person gave up waiting for its answer. */
  | "closed";

/** Why a file in flight waits for a person. None of these says that the file did or did not arrive. */
export type UploadDoubt =
  /** It may have left, and MESH does not find it; it is not sent again on a guess (H-20). */
  | "not-found"
  /** MESH holds more than one message under its reference. */
  | "several"
  /** A file that cannot be read came after it; it may have been its answer. */
  | "answer-unreadable";

/** One file. */
export interface UploadView {
  readonly sequenceNumber: number;
  readonly kind: "changes" | "full";
  readonly state: UploadState;
  readonly reason?: string;
  readonly createdAt: Instant;
  readonly sentAt?: Instant;
  readonly answeredAt?: Instant;
  readonly overdue: boolean;
  /** Nothing more happens by itself, or an answer may have come that cannot be read: a person looks, then closes it. */
  readonly needsPerson?: UploadDoubt;
  readonly records: number;
  /** 1, and one more for each answer of *unavailable* in a row. */
  readonly attempt: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly fileCode?: string;
  /** When it is built anew and sent again. */
  readonly resendAt?: Instant;
}

/** Why nothing is uploaded until a person has acted. */
export type UploadStop =
  "another-system" | "version-not-supported" | "takeover-not-approved" | "store-restored";

/** Answer of `GET /api/v1/council/uploads`: newest first. */
export interface UploadList {
  readonly uploads: readonly UploadView[];
  readonly stopped?: { readonly because: UploadStop; readonly since: Instant };
  readonly nextSequenceNumber: number;
  /** Cases with a change that is in no file yet. */
  readonly waitingCases: number;
}

/** Body of `POST /api/v1/council/uploads`. */
export interface UploadOrder {
  readonly kind: "changes" | "full";
}

/** Answer to an order. */
export type UploadOrdered =
  | { readonly kind: "queued"; readonly sequenceNumber: number; readonly records: number }
  | { readonly kind: "nothing-to-send" };

/** Body of `POST /api/v1/council/uploads/wishes`: what a social worker may do for a child; a data officer may order a whole file. */
export interface SendWishOrder {
  readonly localId: string;
}

/** Answer: the case goes into the next file, whoever or whatever makes it. */
export interface SendWished {
  readonly localId: string;
  /** Of the first wish that still waits. */
  readonly askedAt: Instant;
}

/** What is wrong with the mailbox, worst first in lists. */
export type MailboxTrouble =
  /** Nothing is uploaded, and the mailbox is left to the system that is taken over from. */
  | "takeover-not-approved"
  | "never-read"
  | "not-read-for-an-hour"
  | "not-read-for-a-day"
  | "reading-failed"
  | "handshake-failed"
  | "message-near-expiry"
  /** The last reading could not bring in everything that waits. */
  | "messages-left"
  | "messages-quarantined"
  | "no-notice-for-long"
  | "certificate-ends-soon"
  | "certificate-expired";

/** Answer of `GET /api/v1/council/health`. */
export interface MailboxHealth {
  readonly environment: Environment;
  readonly serverTime: Instant;
  readonly mailboxId: string;
  /** How often it is read; milliseconds. */
  readonly readEveryMs: number;
  readonly lastReadAt?: Instant;
  readonly lastNoticeAt?: Instant;
  /** The pause between notices that this council is used to, in milliseconds; absent where its history is too short to say. */
  readonly usualNoticePauseMs?: number;
  /** After how long without a notice silence is an alarm; milliseconds. */
  readonly silenceAlarmMs: number;
  readonly lastError?: string;
  /** Messages stored and not understood yet. */
  readonly unprocessed: number;
  /** Set aside, and nobody has dealt with them. */
  readonly quarantined: number;
  /** Left in the mailbox at the last reading. */
  readonly left: number;
  /** The earliest moment at which one of those can have come; MESH takes a message away after five days. */
  readonly oldestLeftSince?: Instant;
  readonly certificateEndsAt?: Instant;
  readonly troubles: readonly MailboxTrouble[];
}

/** Body of `POST /api/v1/council/notices/{episodeId}/note`. */
export interface NoteOrder {
  readonly text: string;
}

/** Body of `POST /api/v1/council/notices/{episodeId}/pass`. */
export interface PassOrder {
  readonly to: RouteTarget;
}

/** A team of the council. */
export interface DirectoryTeam {
  readonly teamId: string;
  readonly name: string;
  readonly telephone?: string;
}

/** A worker of the council. */
export interface DirectoryWorker {
  readonly workerId: string;
  readonly name: string;
  readonly teamId?: string;
  readonly teamName?: string;
  readonly telephone?: string;
  /** Today, in England. */
  readonly away: boolean;
}

/** Answer of `GET /api/v1/council/directory`: whom a notice can be passed to, and what everybody is called. */
export interface CouncilDirectory {
  readonly authority: {
    readonly odsCode: string;
    readonly name: string;
    readonly officeHoursTelephone?: string;
    readonly emergencyDutyTelephone: string;
  };
  readonly teams: readonly DirectoryTeam[];
  readonly workers: readonly DirectoryWorker[];
  /** Names behind two routing targets that carry no id. */
  readonly emergencyDutyTeamName?: string;
  readonly dutyManagerName?: string;
}

/** Data of the events on `GET /api/v1/council/stream`; the event's name is its `kind`. States only, never content. */
export type CouncilEvent =
  | { readonly kind: "case-changed"; readonly localId: string }
  | { readonly kind: "cases-changed"; readonly localIds: readonly string[] }
  | { readonly kind: "notice-arrived"; readonly episodeId: string; readonly localId?: string }
  | { readonly kind: "upload-changed"; readonly sequenceNumber?: number }
  | { readonly kind: "health-changed" };
