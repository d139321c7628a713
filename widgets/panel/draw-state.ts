import { html, nothing, type TemplateResult } from "lit/html.js";
import { drawMoments } from "./draw-moments.js";
import type { PanelHost } from "./panel-host.js";
import { panelIcon } from "./panel-icon.js";
import type { RemedyControl, StateFace } from "./state-face.js";

const control = (host: Pick<PanelHost, "open">, ask: RemedyControl | undefined): unknown =>
  ask === undefined
    ? nothing
    : html`<p>
        <button
          class=${ask.isQuiet ? "" : "primary"}
          @click=${() => {
            host.open(ask);
          }}
        >
          ${ask.label}
        </button>
      </p>`;

/** The state block: keel, heading, what it means, when and who, and the one thing to do (ui 5). */
export function drawState(face: StateFace, host: Pick<PanelHost, "open" | "headingLevel">): TemplateResult {
  const { remedy, latest } = face;
  return html`<div class="state ${face.look}">
    <div class="keel">${panelIcon(face.icon)}</div>
    <div class="says">
      <div class="h" role="heading" aria-level=${host.headingLevel + 1}>${drawMoments(face.heading)}</div>
      <p>${drawMoments(face.lead)}</p>
      ${face.foot ? html`<p class="small muted">${drawMoments(face.foot)}</p>` : nothing}
      ${
        latest
          ? html`<div class="latest ${latest.isWaiting ? "is-waiting" : ""}">
              <p>${drawMoments(latest.words)}</p>
              ${control(host, latest.ask)}
            </div>`
          : nothing
      }
      ${
        remedy
          ? html`<div class="remedy">
              <p class="b">What to do</p>
              <p>${remedy.words}</p>
              ${control(host, remedy.ask)}
            </div>`
          : nothing
      }
    </div>
  </div>`;
}
