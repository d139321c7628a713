import { html, type TemplateResult } from "lit/html.js";
import { answerIcon } from "../answer-icons.js";
import { icon, type IconName } from "../icons.js";

/** The banner's drawings, and the open eye that only the panel needs. */
export type PanelIconName = IconName | "ended" | "visible";

/** One drawing, hidden from assistive technology: the words beside it say the same. */
export const panelIcon = (name: PanelIconName): TemplateResult =>
  name === "visible"
    ? html`<svg class="i i-visible" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M1 12Q12-3 23 12 12 27 1 12"></path>
        <path class="f" d="M12 8a4 4 0 1 0 .1 0"></path>
      </svg>`
    : name === "ended"
      ? answerIcon(name)
      : icon(name);
