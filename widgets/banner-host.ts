import type { TemplateResult } from "lit/html.js";

/** What the templates may read of, and ask from, the element that draws them. */
export interface BannerHost {
  readonly headingLevel: number;
  /** The place in the banner whose number was copied a moment ago, with what to say there. */
  readonly copied: { readonly place: string; readonly text: string } | undefined;
  /** Whether all accesses are listed, or the ten newest. */
  readonly showsAll: boolean;
  /** Puts a number on the clipboard, says so at its place, and announces it. */
  copy(place: string, shown: string): void;
  /** Whether the host page put something into the slot of this name. */
  hasSlotted(name: string): boolean;
  showAll(): void;
  /** *Seen*: records that a person saw the alert, and hides nothing. */
  acknowledge(): void;
  /** Reads the host's patient again; asks nothing. */
  readonly reread: () => void;
  /** A control that stays on this screen. */
  press(label: unknown, pressed: () => void): TemplateResult;
  /** Opens or closes the details. */
  details(show: string, hide: string): TemplateResult;
  /** A control that asks the register; what it does stands in its label or under it. */
  ask(trigger: "manual" | "check-again", label: string): TemplateResult;
}
