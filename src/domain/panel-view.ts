import type { Environment } from "./environment.js";
import type { Shift } from "./episode.js";
import type { Instant, LocalDate } from "./instant.js";
import type { PlanKind, PlanStatus } from "./protection-record.js";
import type { Visibility } from "./visibility-state.js";
import type { WorkKind } from "./work-item.js";

/** A plan as this council told CP-IS about it. */
export interface PanelPlan {
  readonly kind: PlanKind;
  readonly status: PlanStatus;
  readonly start: LocalDate;
  readonly end?: LocalDate;
  /** CP-IS holds it, and the case's history does not give it: the NHS sees a plan that nobody here stands for (H-23). */
  readonly unsupported?: boolean;
}

/** The council's own numbers as the NHS sees them beside the plan; national digits (H-28). */
export interface PanelTelephones {
  readonly officeHours?: string;
  readonly emergencyDuty: string;
  /** The last day on which somebody rang both to see that they are right. */
  readonly testedOn?: LocalDate;
}

/** One opening of the record. It says that somebody looked, nothing else. */
export interface PanelOpening {
  readonly at: Instant;
  readonly organisation: string;
  /** A person's name, or a system's where it names nobody. */
  readonly by: string;
  readonly role?: string;
}

/** Whether somebody deals with an episode. */
export type Handling =
  | {
      readonly kind: "nobody";
      readonly passedUpTo?: string;
      readonly passedUpAt?: Instant;
      /** A person passed it; it did not go up because nobody acted. */
      readonly passedOn?: boolean;
    }
  | { readonly kind: "taken"; readonly by: string; readonly you: boolean; readonly since: Instant }
  | { readonly kind: "finished"; readonly by: string; readonly at: Instant; readonly note: string };

/** All openings of one child at one organisation in one day or night: what a person takes on (H-17). */
export interface PanelEpisode {
  readonly id: string;
  readonly shift: Shift;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Oldest first. */
  readonly openings: readonly PanelOpening[];
  readonly handling: Handling;
  /** Where it went, in words: a person, a team, the emergency duty team. */
  readonly sentTo: readonly string[];
  /** The organisation's telephone in the council's own directory; national digits. */
  readonly ring?: string;
}

/** What somebody must do so that the NHS sees the right thing. */
export interface PanelTask {
  readonly kind: WorkKind;
  /** Who has it, in words. */
  readonly owner: string;
  readonly since?: Instant;
}

/** One thing that happened between this council and CP-IS about a child, in words. */
export interface PanelHistoryEntry {
  readonly at: Instant;
  readonly words: string;
  /** Who did it, where a person did. */
  readonly by?: string;
}

/** A deletion that waits for its second person. */
export interface PanelDeletion {
  readonly deletionId: string;
  readonly plan: PlanKind;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  /** Whether the user is the one who asked, and so may not agree. */
  readonly byYou: boolean;
  /** The case's own history still gives the plan: it must be corrected before anybody can agree. */
  readonly stillInHistory?: boolean;
}

/** One child of the council, born or not, as the panel shows it. */
export interface PanelCase {
  readonly about: "child" | "unborn-child";
  readonly visibility: Visibility;
  readonly task?: PanelTask;
  readonly plans: readonly PanelPlan[];
  /** Whether any file has carried this child yet. */
  readonly isTold: boolean;
  readonly telephones?: PanelTelephones;
  /** Newest first. */
  readonly episodes: readonly PanelEpisode[];
  readonly deletions: readonly PanelDeletion[];
  /** Newest first. */
  readonly history: readonly PanelHistoryEntry[];
  /** Since when *Send again now* waits for the next file. */
  readonly sendAgainAskedAt?: Instant;
}

/** What the panel knows. Everything but `shown` is unknown, and is said to be. */
export type PanelState =
  | { readonly kind: "idle" }
  | { readonly kind: "loading" }
  | { readonly kind: "shown"; readonly case: PanelCase }
  /** The council's gateway does not have this case: it was never told to CP-IS by this product. */
  | { readonly kind: "not-held" }
  | { readonly kind: "not-permitted" }
  /** The gateway cannot be reached: nobody knows what the NHS sees. */
  | { readonly kind: "unreachable"; readonly since: Instant };

/** Everything the panel draws. It is drawn only while `key` equals the panel's own `localId` (H-01). */
export interface PanelView {
  readonly key: string | null;
  readonly state: PanelState;
  /** Anything but `production` shows a ribbon, in every state (H-32). */
  readonly environment?: Environment;
  /** Added to this machine's clock to get the gateway's (H-27). */
  readonly serverOffsetMs?: number;
  /** What a press asked for and the gateway refused, in words; null once it is settled. */
  readonly refusal?: string;
}

/** No case is open. */
export const idlePanelView: PanelView = { key: null, state: { kind: "idle" } };
