import { html, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import { drawWords } from "./draw-words.js";
import type { StateWords } from "./wording.js";

/** A state as the closed banner draws it: three rows, one action, and how it is announced (ui 3 and 4). */
export interface Face {
  /** Chooses colours, keel and edge. */
  readonly look: "record" | "ended" | "none" | "checking" | "not-checked" | "failed" | "stale" | "plain";
  readonly icon: TemplateResult;
  /** Nobody knows: striped keel and dashed edge (ui 1). */
  readonly isUnknown?: boolean;
  readonly heading: string;
  /** Rows 2 and 3. */
  readonly body: unknown;
  readonly action?: unknown;
  /** Right under the action: what it does. */
  readonly note?: string;
  /** When and by whom it was checked, and who is told. */
  readonly provenance?: readonly string[];
  readonly isAssertive?: boolean;
  /** Two councils' rows need more height where they are stacked. */
  readonly isTall?: boolean;
}

/** A face of words alone. */
export function wordsFace(
  [heading, lead, foot]: StateWords,
  look: Face["look"],
  icon: TemplateResult,
  view?: AlertView,
  more?: Partial<Face>,
): Face {
  const digits = view?.safeguardingTelephone;
  return {
    look,
    icon,
    isUnknown: look !== "none" && look !== "plain",
    heading,
    body: html`<p class="lead">${drawWords(lead, digits)}</p>
      <p class="foot">${drawWords(foot, digits)}</p>`,
    ...more,
  };
}
