import type { WorkKind } from "../../src/domain/work-item.js";
import type { BlockWindow } from "./block-window.js";
import type { NoticeAction } from "./panel-events.js";

/** What the team views' templates may ask from the element that draws them. */
export interface TeamHost {
  readonly rows: BlockWindow;
  /** A child's name, as a control where the case is ours. */
  child(localId: string | undefined, name: string): unknown;
  openCase(localId: string): void;
  openTask(localId: string | undefined, wants: WorkKind): void;
  act(action: NoticeAction): void;
}
