import { html, nothing, type TemplateResult } from "lit/html.js";
import type { PanelDeletion } from "../../src/domain/panel-view.js";
import { formatDateTime } from "../format-person.js";
import type { PanelHost } from "./panel-host.js";
import * as words from "./wording-panel.js";

/** A deletion that waits for its second person: never offered to the one who asked (R-90). */
export const drawDeletions = (deletions: readonly PanelDeletion[], host: PanelHost): TemplateResult =>
  html`${deletions.map(
    ({ deletionId, plan, reason, askedBy, askedAt, byYou, stillInHistory }) =>
      html`<div class="part attention">
        <p>${words.deletionWaits(words.planNames[plan], askedBy, formatDateTime(askedAt))}</p>
        <p>“${reason}”</p>
        ${stillInHistory ? html`<p class="b">${words.deletionHistory}</p>` : nothing}
        <p class="small muted">${byYou ? words.deletionOwn : words.deletionMeans}</p>
        ${
          byYou || stillInHistory
            ? nothing
            : html`<p>
                <button
                  @click=${() => {
                    host.approve(deletionId);
                  }}
                >
                  ${words.deletionAgree}
                </button>
              </p>`
        }
      </div>`,
  )}`;
