import { html, nothing, type TemplateResult } from "lit/html.js";
import type { WorkListsPage } from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawButton } from "./draw-fields.js";
import { drawTable } from "./draw-table.js";

/** The three lists of what somebody has to look at. Each is a page of its own, so that it can be linked to. */
export function drawWorkLists(
  { tabs, current, lead, table, more }: WorkListsPage,
  host: ConsoleHost,
): TemplateResult {
  return html`<h1 tabindex="-1">Work lists</h1>
    <nav class="tabs" aria-label="Work lists">
      ${tabs.map(
        ({ id, label }) =>
          html`<a href="#/work-lists/${id}" aria-current=${id === current ? "page" : nothing}>${label}</a>`,
      )}
    </nav>
    <p class="lead">${lead}</p>
    ${drawTable(table, false)}
    ${
      more
        ? html`<div class="actions">
            ${drawButton("Show more", () => {
              host.act({ kind: "list-more" });
            })}
          </div>`
        : nothing
    }`;
}
