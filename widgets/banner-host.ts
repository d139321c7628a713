import type { TemplateResult } from "lit/html.js";

/** What every template may read of, and ask from, the element that draws it. */
export interface BannerHost {
  readonly headingLevel: number;
  /** Reads the host's patient again; asks nothing. */
  readonly reread: () => void;
  /** A control that stays on this screen; `isOpen` tells whether what it opens is open. */
  readonly press: (label: unknown, pressed: () => void, isOpen?: boolean) => TemplateResult;
  /** A control that asks the register; what it does stands in its label or under it. */
  readonly ask: (trigger: "manual" | "check-again", label: string) => TemplateResult;
}

/** What the templates of an answer may read and ask besides. */
export interface AnswerHost extends BannerHost {
  /** The place in the banner whose number was copied a moment ago, with what to say there. */
  readonly copied: { readonly place: string; readonly text: string } | undefined;
  /** Whether the details are open, and the way to change that. */
  readonly isOpen: boolean;
  readonly toggleDetails: () => void;
  /** Whether all accesses are listed, or the ten newest. */
  readonly showsAll: boolean;
  showAll(): void;
  /** Puts a number on the clipboard, says so at its place, and announces it. */
  copy(place: string, shown: string): void;
  /** Whether the host page put something into the slot of this name. */
  hasSlotted(name: string): boolean;
  /** *Seen*: records that a person saw the alert, and hides nothing. */
  acknowledge(): void;
}
