import { html, nothing, type TemplateResult } from "lit/html.js";
import type { TeamState, WorkRow, WorkSummary } from "../../src/domain/team-view.js";
import { drawFiles } from "./draw-files.js";
import { drawStopped } from "./draw-stopped.js";
import { drawTabs } from "./draw-tabs.js";
import { drawTask } from "./draw-task.js";
import { formatAge } from "./format-age.js";
import { formatCount } from "./join-words.js";
import { panelIcon, type PanelIconName } from "./panel-icon.js";
import type { TeamHost } from "./team-host.js";
import { rowsOfTab, workTabs, type WorkTab } from "./work-tabs.js";
import * as words from "./wording-team.js";

/** The data officer's list: the numbers that need a person, then every task with the one thing to do (ui 5). */
export function drawWorkList(
  { summary, rows, files }: Extract<TeamState, { readonly kind: "work-list" }>,
  host: TeamHost,
  nowEpochMs: number,
): TemplateResult {
  const tabs = workTabs(rows);
  const tab = tabs.find(({ id }) => id === host.tab)?.id ?? "all";
  const content =
    tab === "files" ? drawFiles(files, host, nowEpochMs) : drawTasks(rows, tab, host, nowEpochMs);
  return html`${drawStopped(summary.stopped)} ${drawSummary(summary, nowEpochMs)}
  ${drawTabs(tabs, tab, words.titles["work-list"], host.chooseTab, content)}`;
}

function drawTasks(
  rows: readonly WorkRow[],
  tab: WorkTab,
  host: TeamHost,
  nowEpochMs: number,
): TemplateResult {
  const shown = rowsOfTab(rows, tab);
  if (shown.length === 0) return html`<p class="empty">${words.workEmpty[tab]}</p>`;
  return html`<div
    class="table work"
    role="table"
    aria-label=${words.titles["work-list"]}
    aria-rowcount=${shown.length + 1}
  >
    <div role="rowgroup">
      <div class="row head" role="row" aria-rowindex="1">
        ${["Child", "Problem", "What to do", "Since"].map(
          (name) => html`<span role="columnheader">${name}</span>`,
        )}
      </div>
    </div>
    ${host.rows.draw(
      shown,
      96,
      ({ id }) => id,
      (row, index) => drawTask(row, index, host, nowEpochMs),
    )}
  </div>`;
}

// Whoever waits or cannot be seen stands beside who can: a rate alone hides the children behind it (H-21).
function drawSummary(summary: WorkSummary, nowEpochMs: number): TemplateResult {
  const { states, notVisibleSince, waitingForFile, notMapped } = summary;
  const unmapped = notMapped.reduce((sum, { cases }) => sum + cases, 0);
  const oldest = notVisibleSince ? `Oldest ${formatAge(notVisibleSince, nowEpochMs)}.` : "";
  const { notVisible, waiting } = states;
  return html`<div class="tiles five">
    ${drawMatched(summary)}
    ${drawTile(["visible", "Visible to NHS"], states.visible, words.visibleFoot(states.ended))}
    ${drawTile(
      ["hidden", "Not visible to NHS"],
      notVisible,
      [oldest, words.cannotBeSharedFoot(states.cannotBeShared)].filter(Boolean).join(" "),
      notVisible > 0 ? "bad" : "",
    )}
    ${drawTile(["checking", "Waiting for answer"], waiting, words.waitingFoot(waiting, states.notSent, waitingForFile))}
    ${drawTile(
      ["not-checked", "Should be on CP-IS, not sent"],
      unmapped,
      words.unmappedFoot(notMapped.map(({ code }) => code)),
      unmapped > 0 ? "attention" : "",
    )}
  </div>`;
}

const drawTile = (
  [sign, name]: readonly [PanelIconName, string],
  count: number,
  foot: string,
  look = "",
): TemplateResult =>
  html`<div class="tile ${look}">
    <p class="b small">${panelIcon(sign)} ${name}</p>
    <p class="large">${formatCount(count)}</p>
    <p class="small muted">${foot}</p>
  </div>`;

function drawMatched({ matched, inScope }: WorkSummary): TemplateResult {
  // Rounded down, of whole numbers: one child who is not matched is never rounded away.
  const percent = inScope === 0 ? undefined : Math.floor((matched * 1000) / inScope) / 10;
  return html`<div class="tile">
    <p class="b small">Matched to NHS numbers</p>
    <p class="large">${percent === undefined ? "Not known" : `${String(percent)} %`}</p>
    ${
      percent === undefined
        ? nothing
        : html`<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="meter-full" width=${percent} height="6"></rect>
            <rect class="meter-line" x="94.6" width="0.8" height="6"></rect>
          </svg>`
    }
    <p class="small muted">
      ${inScope === 0 ? words.nobodyInScope : `${formatCount(matched)} of ${formatCount(inScope)} children. ${words.goLive}`}
    </p>
  </div>`;
}
