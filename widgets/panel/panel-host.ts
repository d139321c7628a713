import type { RouteTarget } from "../../src/domain/notice-routing.js";
import type { PanelEpisode, PanelPlan } from "../../src/domain/panel-view.js";
import type { NoticeAction } from "./panel-events.js";
import type { RemedyControl } from "./state-face.js";

/** What is open, half written or half done in the panel; it outlives every new view of the same child. */
export interface PanelDrafts {
  /** The card that is being passed on. */
  readonly passing: string | undefined;
  /** The card whose note was asked for and is empty. */
  readonly noteMissing: string | undefined;
  readonly inError: "closed" | "asked" | "reason-missing";
  readonly showsEarlier: boolean;
  readonly showsHistory: boolean;
}

/** Nothing is open. */
export const noDrafts: PanelDrafts = {
  passing: undefined,
  noteMissing: undefined,
  inError: "closed",
  showsEarlier: false,
  showsHistory: false,
};

/** Somebody to whom a notice can be passed, as the host names them. */
export interface PassTarget {
  readonly label: string;
  readonly to: RouteTarget;
}

/** What the templates may read of, and ask from, the element that draws them. */
export interface PanelHost {
  readonly headingLevel: number;
  readonly drafts: PanelDrafts;
  readonly passTargets: readonly PassTarget[];
  act(action: NoticeAction): void;
  /** Takes the note out of its field and finishes; asks for one where there is none. */
  finish(cardId: string, episodes: readonly PanelEpisode[]): void;
  pass(cardId: string, episodes: readonly PanelEpisode[]): void;
  startPassing(cardId: string | undefined): void;
  readonly sendAgain: () => void;
  readonly toggleHistory: () => void;
  readonly toggleInError: () => void;
  askDeletion(plans: readonly PanelPlan[]): void;
  readonly showEarlier: () => void;
  approve(deletionId: string): void;
  open(control: RemedyControl): void;
  /** Shows the cards that arrived while somebody was at work in the panel. */
  readonly showNew: () => void;
}
