import type { RouteTarget } from "../../src/domain/notice-routing.js";
import type { PanelPlan } from "../../src/domain/panel-view.js";
import type { WorkKind } from "../../src/domain/work-item.js";

/** What a person did with notices: takes them, passes them on, or has dealt with them. */
export type NoticeAction =
  | { readonly kind: "take"; readonly episodeIds: readonly string[] }
  | { readonly kind: "pass"; readonly episodeIds: readonly string[]; readonly to: RouteTarget }
  | { readonly kind: "finish"; readonly episodeIds: readonly string[]; readonly note: string };

/** What the panel and the team views tell the page around them. Each bubbles out of the shadow tree. */
export interface CpisPanelEvents {
  "cpis-notice-acted": NoticeAction;
  /** *Send again now*: the child goes into a file at once instead of with the next one. */
  "cpis-sending-requested": { readonly localId: string };
  /** *Entered in error*, with its reason; a second person must still agree. */
  "cpis-deletion-requested": {
    readonly localId: string;
    readonly reason: string;
    readonly plan: Pick<PanelPlan, "kind" | "start">;
  };
  /** A second person agrees that a plan was entered in error. */
  "cpis-deletion-approved": { readonly localId: string; readonly deletionId: string };
  /** The control of a state or of a task: the host opens the place where it can be done. */
  "cpis-task-opened": { readonly localId: string; readonly wants: WorkKind };
  /** A child's name was pressed in a team view. */
  "cpis-case-opened": { readonly localId: string };
}

/** Dispatches one of the panel's events out of its shadow tree. */
export function emitPanel<K extends keyof CpisPanelEvents>(
  element: HTMLElement,
  name: K,
  detail: CpisPanelEvents[K],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
