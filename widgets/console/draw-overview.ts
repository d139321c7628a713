import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ConsoleTile, OverviewPage } from "../../src/domain/console-view.js";
import { icon } from "../icons.js";
import type { ConsoleHost } from "./console-host.js";
import { drawChange } from "./draw-change.js";
import { drawFacts, drawTable } from "./draw-table.js";

/**
 * How the gateway and its site are, on one page (ui 6).
 *
 * The four numbers come first, as in the picture; a change that waits for a second person stands above all else below them.
 */
export function drawOverview(page: OverviewPage, host: ConsoleHost): TemplateResult {
  return html`<div class="title">
      <h1 tabindex="-1">Overview</h1>
      <button
        class="small-button"
        @click=${() => {
          host.act({ kind: "read-again" });
        }}
      >
        Read again
      </button>
    </div>
    ${page.tiles.length === 0 ? nothing : html`<div class="tiles">${page.tiles.map(drawTile)}</div>`}
    ${page.changes.map((change) => drawChange(change, host))}
    <div class="columns">
      <div class="wide">
        ${page.locations ? drawTable(page.locations, false) : nothing}
        ${page.mailboxes ? drawTable(page.mailboxes) : nothing} ${drawTable(page.alarms)}
      </div>
      <div class="narrow">
        ${drawFacts(page.certificates)} ${drawFacts(page.gateway)} ${drawFacts(page.pauses)}
        ${page.outcomes ? drawFacts(page.outcomes) : nothing}
      </div>
    </div>`;
}

const drawTile = (tile: ConsoleTile): TemplateResult =>
  html`<section class="tile ${tile.needsAttention ? "attention" : ""}" aria-label=${tile.label}>
    <h2 class="small">${tile.icon ? icon(tile.icon) : nothing} ${tile.label}</h2>
    <p class="large">${tile.value}</p>
    <p class="small muted">
      ${tile.foot} ${tile.link ? html`<a href=${tile.link.href}>${tile.link.label}</a>` : nothing}
    </p>
  </section>`;
