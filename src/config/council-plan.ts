/** The validated plan of a council's side: who it is, its mailbox, what its statuses mean, when it uploads and who hears of notices. */
import type { LocalAuthority } from "../domain/case-record.js";
import type { NightHours } from "../domain/episode.js";
import type { StatusTable } from "../domain/legal-status.js";
import type { EscalationStep } from "../domain/notice-routing.js";
import type { WorkerDirectory } from "../domain/worker-directory.js";
import type { BankHolidays, OfficeHours } from "../domain/office-hours.js";
import type { MeshPlan } from "./mesh-plan.js";

/** When files are made. Times are `hh:mm` on an English wall clock. */
export interface CouncilUploadsPlan {
  /** Daily, changes only. */
  readonly changesAt: readonly string[];
  /** 1 is Monday, 7 is Sunday: on these days the whole register is compared and sent. */
  readonly fullOn: readonly number[];
  readonly fullAt: string;
  /** Also so long after a change; absent where only the times above count. */
  readonly afterChangeMs?: number;
  /** An upload unanswered for so long is an alarm. */
  readonly answerLimitMs: number;
}

/** Job role codes by what they may do; a code may stand in several lists. */
export interface CouncilRolesPlan {
  readonly socialWorker: readonly string[];
  /** Those who cover every team at night: they read, and deal with notices, and keep no cases. */
  readonly emergencyDutyTeam: readonly string[];
  readonly dataOfficer: readonly string[];
  /** The case system itself, which saves cases with a token of its own. */
  readonly caseSystem: readonly string[];
}

/** How notices are routed and grouped. */
export interface CouncilNoticesPlan {
  readonly defaultTeamId: string;
  readonly escalation: readonly EscalationStep[];
  readonly officeHours?: OfficeHours;
  readonly bankHolidays?: BankHolidays;
  readonly night: NightHours;
  /** No notice for so long is a fault of the pipe rather than good news; milliseconds. */
  readonly silenceMs: number;
}

/** The council's side of a gateway. */
export interface CouncilPlan {
  readonly authority: LocalAuthority;
  readonly mesh: MeshPlan;
  /** Where uploads go. A pinned address: where children's data go is a human decision. */
  readonly cpisMailboxId: string;
  readonly uploadWorkflowId: string;
  readonly statusTable: StatusTable;
  /** Statuses that precede an adoption (H-24). */
  readonly placementCodes: readonly string[];
  readonly roles: CouncilRolesPlan;
  readonly directory: WorkerDirectory;
  readonly uploads: CouncilUploadsPlan;
  /** Another system uploads for this council: nothing leaves, and the mailbox is not read, until a take-over is approved. */
  readonly takesOver?: boolean;
  readonly notices: CouncilNoticesPlan;
}
