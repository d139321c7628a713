/** JSON between the council's pages and their gateway about cases. */
import type { Instant, LocalDate } from "../domain/instant.js";
import type { PlanEndCause, UnplacedStatus } from "../domain/plan-periods.js";
import type { PlanKind } from "../domain/protection-record.js";
import type { SubjectOutcome } from "../domain/sending.js";
import type { CaseReminder } from "../domain/sending-obstacle.js";
import type { Visibility } from "../domain/visibility-state.js";
import type { EpisodeView, WorkEntry } from "./council.js";

/** A person of a case, as the council holds them. */
export interface CasePerson {
  readonly localId?: string;
  readonly nhsNumber?: string;
  readonly familyName: string;
  readonly givenNames: readonly string[];
  readonly birthDate: LocalDate;
}

/** A status of the case's history. */
export interface CaseStatus {
  readonly code: string;
  readonly from: LocalDate;
  readonly until?: LocalDate;
}

/** The worker a child is allocated to. */
export interface CaseWorker {
  readonly id: string;
  readonly name: string;
  readonly telephone?: string;
}

/** A plan as the whole history gives it. */
export interface CasePlan {
  readonly kind: PlanKind;
  readonly start: LocalDate;
  readonly end?: LocalDate;
  readonly endCause?: PlanEndCause;
}

/** One sending of the case's subject, newest first in lists. */
export interface CaseSending {
  readonly sequenceNumber: number;
  readonly sentAt: Instant;
  readonly outcome: SubjectOutcome;
}

/** A deletion that was asked for, and whether a second person has agreed. */
export interface CaseDeletion {
  readonly deletionId: string;
  readonly kind: PlanKind;
  readonly start: LocalDate;
  readonly reason: string;
  readonly requestedBy: string;
  /** As the asker's token gave it; absent where it gave none. */
  readonly requestedByName?: string;
  readonly requestedAt: Instant;
  readonly approvedBy?: string;
  readonly approvedByName?: string;
  readonly approvedAt?: Instant;
}

/** Answer of `GET /api/v1/cases/{localId}` and of `PUT`. */
export interface CaseView {
  readonly localId: string;
  /** Absent for an unborn child. */
  readonly child?: CasePerson;
  readonly mother?: CasePerson;
  readonly dueDate?: LocalDate;
  readonly statuses: readonly CaseStatus[];
  readonly worker?: CaseWorker;
  readonly teamId?: string;
  readonly teamName?: string;
  readonly adoptedOn?: LocalDate;
  readonly savedAt: Instant;
  readonly plans: readonly CasePlan[];
  readonly unplaced: readonly UnplacedStatus[];
  /**
   * Plans that CP-IS has accepted and that the history does not give: the NHS sees them, and only a person can settle it (H-23).
   */
  readonly unsupported: readonly CasePlan[];
  /** Of the child; of the unborn child's plan, while it is unborn. */
  readonly visibility: Visibility;
  /** Of the plan on the mother's record, where the child is born already. */
  readonly beforeBirth?: Visibility;
  readonly reminders: readonly CaseReminder[];
  readonly work: readonly WorkEntry[];
  readonly deletions: readonly CaseDeletion[];
  readonly sendings: readonly CaseSending[];
  /** Since when somebody's wish waits that the case goes into the next file, changed or not; absent where none does. */
  readonly sendAgainAskedAt?: Instant;
  readonly episodes: readonly EpisodeView[];
  readonly serverTime: Instant;
}

/** One row of a list of cases. */
export interface CaseSummary {
  readonly localId: string;
  readonly unborn: boolean;
  /** The child's name, or the mother's of an unborn child. */
  readonly name: string;
  readonly birthDate?: LocalDate;
  readonly dueDate?: LocalDate;
  readonly nhsNumber?: string;
  readonly workerId?: string;
  readonly workerName?: string;
  readonly teamId?: string;
  readonly teamName?: string;
  readonly visibility: Visibility;
  readonly openWork: number;
  readonly openEpisodes: number;
}

/** Body of `POST /api/v1/cases/search`; `GET /api/v1/cases` takes all but `text`. */
export interface CaseSearch {
  /** Parts of a name, a local id or an NHS number. */
  readonly text?: string;
  readonly visibility?: Visibility["kind"];
  readonly workerId?: string;
  readonly offset?: number;
  /** 50 where absent, 500 at most. */
  readonly limit?: number;
}

/** One page of cases, by name. */
export interface CaseList {
  readonly total: number;
  readonly offset: number;
  readonly cases: readonly CaseSummary[];
}

/** What became of an import. Good rows are kept; every fault of the others is named. */
export interface ImportResult {
  /** 0 where the rows were only to be checked. */
  readonly saved: number;
  readonly unchanged: number;
  readonly faults: readonly ImportFault[];
  /** Of rows that can be taken: what is odd about them, and what becomes of it. */
  readonly warnings: readonly ImportFault[];
}

/** One fault of an import, by its row (from 1) and place. */
export interface ImportFault {
  readonly row: number;
  readonly path: string;
  readonly message: string;
}

/** Body of `POST /api/v1/cases/{localId}/deletion`. */
export interface DeletionOrder {
  readonly kind: PlanKind;
  readonly start: LocalDate;
  readonly reason: string;
}

/** Body of `POST /api/v1/cases/{localId}/deletion/approval`. */
export interface DeletionApproval {
  readonly deletionId: string;
}
