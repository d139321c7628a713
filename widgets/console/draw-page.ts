import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ConsoleGate, ConsolePage } from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawAudit } from "./draw-audit.js";
import { drawConfiguration } from "./draw-configuration.js";
import { drawOverview } from "./draw-overview.js";
import { drawPause } from "./draw-pause.js";
import { drawPreview } from "./draw-preview.js";
import { drawWorkLists } from "./draw-work-lists.js";

/** What tells one page from another: a new reading of the same page keeps the person's place in it. */
export function pageKey(page: ConsolePage): string {
  if (page.kind === "work-lists") return `work-lists/${page.current}`;
  return page.kind === "gate" ? `gate/${page.heading}` : page.kind;
}

/** The page under the frame. */
export function drawPage(page: ConsolePage, host: ConsoleHost): TemplateResult {
  switch (page.kind) {
    case "loading":
      return html`<h1 tabindex="-1">Reading</h1>
        <p>Asking the gateway. Nothing is known yet.</p>`;
    case "gate":
      return drawGate(page, host);
    case "overview":
      return drawOverview(page, host);
    case "work-lists":
      return drawWorkLists(page, host);
    case "preview":
      return drawPreview(page, host);
    case "audit":
      return drawAudit(page, host);
    case "configuration":
      return drawConfiguration(page, host);
    case "pause":
      return drawPause(page, host);
  }
}

const drawGate = ({ heading, lead, link, retry }: ConsoleGate, host: ConsoleHost): TemplateResult =>
  html`<div class="gate">
    <h1 tabindex="-1">${heading}</h1>
    <p>${lead}</p>
    <div class="actions">
      ${link ? html`<a class="button" href=${link.href}>${link.label}</a>` : nothing}
      ${
        retry === undefined
          ? nothing
          : html`<button
              @click=${() => {
                host.act({ kind: "read-again" });
              }}
            >
              ${retry}
            </button>`
      }
    </div>
  </div>`;
