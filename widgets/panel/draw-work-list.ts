import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Difference, WorkRow, WorkSummary } from "../../src/domain/team-view.js";
import { icon } from "../icons.js";
import { formatAge, formatMoment } from "./format-age.js";
import type { TeamHost } from "./team-host.js";
import * as words from "./wording-team.js";

/** The data officer's list: the numbers that need a person, then every task with the one thing to do (ui 5). */
export function drawWorkList(
  summary: WorkSummary,
  rows: readonly WorkRow[],
  host: TeamHost,
  nowEpochMs: number,
): TemplateResult {
  return html`${drawSummary(summary, rows, nowEpochMs)}
  ${
    rows.length === 0
      ? html`<p>${words.workEmpty}</p>`
      : html`<div
          class="table work"
          role="table"
          aria-label=${words.titles["work-list"]}
          aria-rowcount=${rows.length + 1}
        >
          <div role="rowgroup">
            <div class="row head" role="row" aria-rowindex="1">
              ${["Child", "Problem", "What to do", "Since"].map(
                (name) => html`<span role="columnheader">${name}</span>`,
              )}
            </div>
          </div>
          ${host.rows.draw(rows, 96, (row, index) => drawRow(row, index, host, nowEpochMs))}
        </div>`
  }`;
}

function drawSummary(summary: WorkSummary, rows: readonly WorkRow[], nowEpochMs: number): TemplateResult {
  const { matched, inScope, rate, waitingForFile, notMapped } = summary;
  const percent = rate === undefined ? undefined : Math.floor(rate * 1000) / 10;
  const oldest = rows.flatMap(({ since }) => since ?? []).sort()[0];
  const unmapped = notMapped.reduce((sum, { cases }) => sum + cases, 0);
  return html`<div class="tiles">
    <div class="tile">
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
        ${inScope === 0 ? words.nobodyInScope : `${String(matched)} of ${String(inScope)} children. ${words.goLive}`}
      </p>
    </div>
    <div class="tile ${rows.length > 0 ? "bad" : ""}">
      <p class="b small">${icon("hidden")} To put right</p>
      <p class="large">${rows.length}</p>
      <p class="small muted">${oldest ? `Oldest ${formatAge(oldest, nowEpochMs)}.` : ""}</p>
    </div>
    <div class="tile">
      <p class="b small">${icon("checking")} Waiting for the next file</p>
      <p class="large">${waitingForFile}</p>
      <p class="small muted">Not sent yet: do not assume the NHS can see these.</p>
    </div>
    <div class="tile ${unmapped > 0 ? "attention" : ""}">
      <p class="b small">${icon("not-checked")} Should be on CP-IS, not sent</p>
      <p class="large">${unmapped}</p>
      <p class="small muted">
        ${
          unmapped > 0
            ? `Legal status ${notMapped.map(({ code }) => code).join(", ")}: not in the mapping table.`
            : "Every open legal status is in the mapping table."
        }
      </p>
    </div>
  </div>`;
}

function drawRow(row: WorkRow, index: number, host: TeamHost, nowEpochMs: number): TemplateResult {
  const [problem, todo, label] = words.taskWords[row.kind];
  const national = [row.code, row.detail].filter(Boolean).join(", ");
  return html`<div class="row" role="row" aria-rowindex=${index + 2}>
    <span role="cell">${host.child(row.localId, row.about)}</span>
    <span role="cell"
      ><b>${problem}</b>${row.differences ? drawDifferences(row.differences) : nothing}${
        national ? html`<br /><span class="muted">${national}</span>` : nothing
      }</span
    >
    <span role="cell"
      >${todo}<br /><button
        class="small-button"
        @click=${() => {
          host.openTask(row.localId, row.kind);
        }}
      >
        ${label}
      </button>
      <span class="muted owner">With ${row.owner}</span></span
    >
    <span role="cell"
      >${
        row.since
          ? html`${formatMoment(row.since, nowEpochMs)}<br />${formatAge(row.since, nowEpochMs)}`
          : "Not known"
      }</span
    >
  </div>`;
}

// Ours against the NHS's, side by side, with only the differing cells marked.
const drawDifferences = (differences: readonly Difference[]): TemplateResult =>
  html`<table class="sides">
    <thead>
      <tr>
        <td></td>
        <th scope="col">Ours</th>
        <th scope="col">NHS</th>
      </tr>
    </thead>
    <tbody>
      ${differences.map(({ field, ours, theirs }) => {
        const mark = ours === theirs ? "" : "differs";
        return html`<tr>
          <th scope="row">${field}</th>
          <td><span class=${mark}>${ours}</span></td>
          <td><span class=${mark}>${theirs}</span></td>
        </tr>`;
      })}
    </tbody>
  </table>`;
