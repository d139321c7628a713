import type { WorkKind } from "../../src/domain/work-item.js";
import type { BlockWindow } from "./block-window.js";
import type { NoticeAction } from "./panel-events.js";
import type { PassTarget } from "./panel-host.js";

/** What is open or half written in a team view; it outlives every new view. */
export interface TeamDrafts {
  /** The row that is being passed on. */
  readonly passing: string | undefined;
  /** The row whose note is being written. */
  readonly noting: string | undefined;
  readonly noteMissing: boolean;
  /** The finished row whose note is being read. */
  readonly reading: string | undefined;
}

/** Nothing is open. */
export const noTeamDrafts: TeamDrafts = {
  passing: undefined,
  noting: undefined,
  noteMissing: false,
  reading: undefined,
};

/** What the team views' templates may ask from the element that draws them. */
export interface TeamHost {
  readonly rows: BlockWindow;
  /** The tab that was chosen; empty before anybody has. */
  readonly tab: string;
  readonly drafts: TeamDrafts;
  readonly passTargets: readonly PassTarget[];
  readonly chooseTab: (id: string) => void;
  change(drafts: Partial<TeamDrafts>): void;
  /** A child's name, as a control where the case is ours. */
  child(localId: string | undefined, name: string): unknown;
  openCase(localId: string): void;
  openTask(localId: string | undefined, wants: WorkKind): void;
  act(action: NoticeAction): void;
  /** Takes the note out of its field and finishes; asks for one where there is none. */
  finish(episodeId: string): void;
  pass(episodeId: string): void;
}
