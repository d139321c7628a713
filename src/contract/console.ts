/**
 * What the administrators' console reads and writes: the JSON of `/api/v1/console`. Nobody's NHS number, name or plan is in
 * any of it but where a type says so, and then only for the roles that it names.
 */
import type { AccessMode } from "../domain/access-mode.js";
import type { ConsoleRole } from "../domain/console-role.js";
import type { Environment } from "../domain/environment.js";
import type { Instant } from "../domain/instant.js";
import type { Pause, PauseScope } from "../domain/pause.js";
import type { ConsoleChainState } from "./console-audit.js";

export type {
  ConsoleAuditChain,
  ConsoleAuditExport,
  ConsoleAuditPage,
  ConsoleAuditRow,
  ConsoleAuditSearch,
  ConsoleChainState,
} from "./console-audit.js";

/** Who is signed in, and how long for. `GET /api/v1/console/me`. */
export interface ConsoleMe {
  readonly name: string;
  readonly userId: string;
  readonly roles: readonly ConsoleRole[];
  readonly environment: Environment;
  readonly siteName: string;
  /** Sent back in the header `x-cpis-csrf` of every request that changes something. */
  readonly csrfToken: string;
  readonly now: Instant;
  readonly idleEndsAt: Instant;
  readonly endsAt: Instant;
  /** Dangerous actions are allowed until then; absent where the person must sign in once more first. */
  readonly steppedUpUntil?: Instant;
}

/** The overview page. `GET /api/v1/console/overview`. */
export interface ConsoleOverview {
  readonly now: Instant;
  /** Absent where the gateway serves no hospital. */
  readonly hospital?: ConsoleHospital;
  /** Absent where the gateway serves no council. */
  readonly mailboxes: readonly ConsoleMailbox[];
  readonly pauses: readonly Pause[];
  readonly alarms: readonly ConsoleAlarm[];
  readonly certificates: readonly ConsoleCertificate[];
  readonly gateway: ConsoleGateway;
}

export interface ConsoleHospital {
  readonly connection: {
    readonly state: "working" | "failing" | "unknown";
    readonly lastAnswerAt?: Instant;
    /** Of today's answers, in milliseconds; absent where there is none. */
    readonly medianMs?: number;
    readonly p95Ms?: number;
  };
  /** Today, since midnight in London. */
  readonly couldNotCheck: {
    readonly today: number;
    readonly ofChecks: number;
    /** Of the last seven days too: how many nobody has asked about again. */
    readonly open: number;
    /** The lowest and the highest count of the seven days before; absent without such days. */
    readonly usual?: { readonly from: number; readonly to: number };
  };
  readonly recordsNotOpened: { readonly count: number; readonly olderThanMinutes: number };
  /** Of requests that reached the gateway: what a page decides by itself, without an NHS number say, it tells nobody. */
  readonly notChecked: { readonly count: number; readonly oldestSince?: Instant };
  /**
   * Today's checks by how they ended: `answered`, `joined`, `reused`, `not checked: <reason>` or `failed: <reason>`. Which of
   * them found a record is nobody's statistic.
   */
  readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
  readonly locations: readonly ConsoleLocation[];
}

export interface ConsoleLocation {
  readonly id: string;
  readonly name: string;
  /** Absent where it is not set. */
  readonly accessMode?: AccessMode;
  readonly enabled: boolean;
  readonly discreet: boolean;
  readonly checksToday: number;
  readonly agreementReference?: string;
  readonly dpiaReference?: string;
  /** Whether a change of this location waits for a second person. */
  readonly changeWaiting: boolean;
  /** The pause that applies here, where one does. */
  readonly pausedBy?: string;
}

export interface ConsoleCertificate {
  /** What it is for, in words of a closed set. */
  readonly use: "spine" | "spine-listener" | "api" | "mesh" | "user-token-key" | "console-sign-in-key";
  readonly name: string;
  readonly endsAt?: Instant;
  readonly daysLeft?: number;
  readonly state: "current" | "ending" | "ended" | "unreadable";
}

export interface ConsoleMailbox {
  readonly name: string;
  readonly lastReadAt?: Instant;
  readonly lastNoticeAt?: Instant;
  readonly waiting: number;
  readonly unprocessed: number;
  readonly setAside: number;
  readonly state: "working" | "failing" | "not-read" | "unknown";
}

export interface ConsoleAlarm {
  readonly name: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly count: number;
  /** Whether what it tells of is still so; absent for an alarm about something that happened. */
  readonly on?: boolean;
}

export interface ConsoleGateway {
  readonly version: string;
  /** Names the banner's words: two builds with the same words have the same, however else they differ. */
  readonly wordingHash: string;
  readonly planHash: string;
  readonly planSince?: Instant;
  /** A plan that is accepted and takes effect at the next start. */
  readonly waitingForRestart?: string;
  readonly clockOffsetMs?: number;
  readonly auditChain: ConsoleChainState;
  readonly freeDiskPercent?: number;
  readonly startedAt: Instant;
  readonly faults: readonly string[];
}

/** One of the lists of what somebody has to look at. `GET /api/v1/console/work-lists/{list}`. */
export type WorkListName = "not-checked" | "records-not-opened" | "could-not-check";

export interface ConsoleWorkList {
  readonly list: WorkListName;
  readonly items: readonly ConsoleWorkItem[];
  /** Whether there are more than these. */
  readonly more: boolean;
  /** Where there are: what to give back as `after` in the address of the next page. */
  readonly next?: string;
}

export interface ConsoleWorkItem {
  readonly lookupId: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly since: Instant;
  /** Why, in a word of the closed set of reasons; absent for a record. */
  readonly reason?: string;
  readonly userName?: string;
  /** For a safeguarding lead only; reading it is audited. */
  readonly patient?: {
    readonly nhsNumber?: string;
    readonly encounterId?: string;
    readonly localId?: string;
  };
}

/** The configuration that runs, and those that ran. `GET /api/v1/console/configuration`. */
export interface ConsoleConfiguration {
  /** Where the gateway was started without a file there is nothing to change. */
  readonly changeable: boolean;
  readonly hash: string;
  readonly since?: Instant;
  /** The file's text; secrets are references in it. Absent where one stands in the text itself: nobody is shown that. */
  readonly source?: string;
  /** Settings that an environment variable of the gateway's process sets: the file's own values of these have no effect. */
  readonly overrides?: readonly string[];
  /** Accepted, in the file, and in force from the next start on. */
  readonly waitingForRestart?: string;
  /** What is wrong with the file on disk, where it is not taken up; the next start would refuse it. */
  readonly fileRefused?: readonly { readonly path: string; readonly message: string }[];
  readonly history: readonly ConsoleHistoryEntry[];
  readonly pending: readonly ConsoleChange[];
}

export interface ConsoleHistoryEntry {
  readonly digest: string;
  readonly hash: string;
  readonly appliedAt: Instant;
  readonly dangerousChanges: number;
  readonly approvedBy: readonly string[];
  readonly current: boolean;
}

/** One that ran, in full. `GET /api/v1/console/configuration/history/{digest}`. */
export interface ConsoleHistoryDetail {
  readonly entry: ConsoleHistoryEntry;
  /** Absent where a secret stands in the text itself. */
  readonly source?: string;
  /** From the one that ran before it; empty for the first. */
  readonly differences: readonly ConsoleDifference[];
  /** What a roll-back to it would change now. */
  readonly fromCurrent: readonly ConsoleDifference[];
}

/** One setting that differs. */
export interface ConsoleDifference {
  readonly path: string;
  /** As text for people; absent where it is not set. */
  readonly before?: string;
  readonly after?: string;
  readonly description?: string;
  readonly danger?: string;
  readonly needsTwo: boolean;
  readonly takesEffect: "live" | "restart";
}

/** What a proposed text would do. `POST /api/v1/console/configuration/check`. */
export interface ConsoleCheck {
  readonly ok: boolean;
  readonly issues: readonly {
    readonly path: string;
    readonly message: string;
    readonly severity: "error" | "warning";
  }[];
  readonly differences: readonly ConsoleDifference[];
  readonly needsTwo: boolean;
  /** What it does, in sentences with numbers: “From approval, councils will not hear of checks made here: about 40 a month.” */
  readonly effects: readonly string[];
}

/** A change that waits for a second person, or has ended. */
export interface ConsoleChange {
  readonly id: string;
  readonly state:
    "waiting" | "applied" | "waiting-for-restart" | "refused" | "withdrawn" | "lapsed" | "outdated";
  readonly askedBy: { readonly userId: string; readonly name: string };
  readonly askedAt: Instant;
  readonly lapsesAt: Instant;
  readonly reason: string;
  readonly differences: readonly ConsoleDifference[];
  readonly effects: readonly string[];
  /** Whether the one who reads may approve it: never the one who asked. */
  readonly mayApprove: boolean;
  readonly decidedBy?: { readonly userId: string; readonly name: string };
  readonly decidedAt?: Instant;
}

/** `POST /api/v1/console/configuration/check`: a text, or one that ran. */
export type ConsoleCheckRequest = { readonly source: string } | { readonly digest: string };

/** `POST /api/v1/console/configuration/changes/{id}/refuse`. */
export interface ConsoleRefusal {
  readonly reason: string;
}

/** `POST /api/v1/console/configuration/changes`: a new text, or one that ran before. */
export type ConsoleProposal =
  | { readonly kind: "source"; readonly source: string; readonly reason: string }
  | { readonly kind: "roll-back"; readonly digest: string; readonly reason: string };

/** `POST /api/v1/console/configuration/changes/{id}/approve`; both must be true. */
export interface ConsoleApproval {
  readonly spokenToSafeguardingLead: boolean;
  readonly readWhatItDoes: boolean;
}

/** `POST /api/v1/console/pauses`. */
export interface ConsolePauseRequest {
  readonly scope: PauseScope;
  readonly reason: string;
}

/** What the banner shows at this site. `GET /api/v1/console/preview`. */
export interface ConsolePreview {
  readonly environment: Environment;
  readonly safeguardingTelephone?: string;
  readonly locations: readonly {
    readonly id: string;
    readonly name: string;
    readonly accessMode?: AccessMode;
    readonly discreet: boolean;
  }[];
}
