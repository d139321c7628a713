import type { StateCounts } from "./coverage.js";
import type { Environment } from "./environment.js";
import type { Instant, LocalDate } from "./instant.js";
import type { OpeningFault } from "./notification.js";
import type { PanelEpisode } from "./panel-view.js";
import type { WorkKind } from "./work-item.js";

/** One episode in the team's inbox. */
export interface InboxRow {
  /** Absent where nobody on the books fits. */
  readonly localId?: string;
  /** The child's name; absent where nobody fits. */
  readonly name?: string;
  readonly birthDate?: LocalDate;
  /** The expected date of birth, where the child is not born. */
  readonly dueDate?: LocalDate;
  /** The mother's, where the child is not born. */
  readonly nhsNumber?: string;
  readonly unborn?: boolean;
  /** The child has no plan any more; NHS staff still see it, marked as ended. */
  readonly planEnded?: boolean;
  readonly worker?: string;
  readonly workerAway?: boolean;
  /** Whether the emergency duty team has it too. */
  readonly withDuty?: boolean;
  readonly episode: PanelEpisode;
  /** What is odd about it; it is shown as it is. */
  readonly faults: readonly OpeningFault[];
}

/** One value as the council has it and as the NHS does. */
export interface Difference {
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What was sent about a child and refused, beside what the council holds now. */
export interface Compared {
  readonly at: Instant;
  readonly fields: readonly { readonly field: string; readonly sent: string; readonly ours: string }[];
}

/** One task of the work list. */
export interface WorkRow {
  /** Unique in the list. */
  readonly id: string;
  readonly kind: WorkKind;
  readonly localId?: string;
  /** The child's name, or what the task is about. */
  readonly about: string;
  readonly owner: string;
  /** Whether it is the user's own. */
  readonly mine?: boolean;
  readonly birthDate?: LocalDate;
  readonly dueDate?: LocalDate;
  /** The mother's, where the child is not born. */
  readonly nhsNumber?: string;
  readonly unborn?: boolean;
  readonly since?: Instant;
  readonly code?: string;
  readonly detail?: string;
  /** Ours and theirs side by side, where the NHS's are known. */
  readonly differences?: readonly Difference[];
  /** What CP-IS compared, where it says only that it does not match. */
  readonly compared?: Compared;
}

/** The numbers above the work list. */
export interface WorkSummary {
  readonly matched: number;
  readonly inScope: number;
  /** From 0 to 1; absent where nobody is in scope. */
  readonly rate?: number;
  readonly reachesGoLive: boolean;
  readonly states: StateCounts;
  /** Since when the oldest of those not visible waits; absent where nothing says. */
  readonly notVisibleSince?: Instant;
  /** Cases with a change that is in no file yet. */
  readonly waitingForFile: number;
  /** Why nothing is sent until a person has acted, in words. */
  readonly stopped?: string;
  readonly notMapped: readonly { readonly code: string; readonly cases: number }[];
}

/** One file that was sent, with its answer as counts that must add up. */
export interface FileRow {
  readonly sequenceNumber: number;
  readonly full: boolean;
  readonly records: number;
  readonly sentAt?: Instant;
  readonly answeredAt?: Instant;
  readonly accepted?: number;
  readonly refused?: number;
  readonly overdue: boolean;
  /** What became of it, in words, where counts do not say it. */
  readonly said?: string;
}

/** How the mailbox is. Ages stand beside their limits (ui 5). */
export interface MailboxSummary {
  readonly readEveryMs: number;
  readonly lastReadAt?: Instant;
  readonly lastNoticeAt?: Instant;
  /** The pause between notices that this council is used to; absent where its history is too short to say. */
  readonly usualNoticePauseMs?: number;
  /** After how long without a notice silence is an alarm. */
  readonly silenceAlarmMs: number;
  readonly lastAnswerAt?: Instant;
  readonly waiting: number;
  readonly quarantined: number;
  readonly certificateEndsAt?: Instant;
  /** What is wrong, in words, worst first. */
  readonly troubles: readonly string[];
  /** Why nothing is sent until a person has acted, in words. */
  readonly stopped?: string;
}

/** What a team view knows. */
export type TeamState =
  | { readonly kind: "loading" | "not-permitted" }
  | { readonly kind: "unreachable"; readonly since: Instant }
  | { readonly kind: "inbox"; readonly rows: readonly InboxRow[] }
  | {
      readonly kind: "work-list";
      readonly summary: WorkSummary;
      readonly rows: readonly WorkRow[];
      readonly files: readonly FileRow[];
    }
  | { readonly kind: "mailbox"; readonly summary: MailboxSummary; readonly files: readonly FileRow[] };

/** Everything a team view draws. */
export interface TeamView {
  readonly state: TeamState;
  readonly environment?: Environment;
  readonly serverOffsetMs?: number;
  readonly refusal?: string;
}
