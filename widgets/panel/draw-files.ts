import { html, nothing, type TemplateResult } from "lit/html.js";
import type { FileRow } from "../../src/domain/team-view.js";
import { formatAge, formatMoment } from "./format-age.js";
import { formatCount } from "./join-words.js";
import type { TeamHost } from "./team-host.js";
import * as words from "./wording-team.js";

/** Every file that was sent, with its answer as counts that must add up (ui 5, H-20). */
export const drawFiles = (files: readonly FileRow[], host: TeamHost, nowEpochMs: number): TemplateResult =>
  files.length === 0
    ? html`<p class="empty">${words.noFiles}</p>`
    : html`<div
        class="table files"
        role="table"
        aria-label=${words.filesSent}
        aria-rowcount=${files.length + 1}
      >
        <div role="rowgroup">
          <div class="row head" role="row" aria-rowindex="1">
            ${["File", "Sent", "In it", "Answer"].map((name) => html`<span role="columnheader">${name}</span>`)}
          </div>
        </div>
        ${host.rows.draw(
          files,
          39,
          ({ sequenceNumber }) => sequenceNumber,
          (file, index) => drawFile(file, index, nowEpochMs),
        )}
      </div>`;

function drawFile(file: FileRow, index: number, nowEpochMs: number): TemplateResult {
  return html`<div class="row" role="row" aria-rowindex=${index + 2}>
    <span role="cell">${file.sequenceNumber}</span>
    <span role="cell">${file.sentAt ? formatMoment(file.sentAt, nowEpochMs) : "Not sent yet"}</span>
    <span role="cell">${formatCount(file.records)}${file.full ? ", full check" : ""}</span>
    <span role="cell">${answer(file, nowEpochMs)}</span>
  </div>`;
}

function answer(file: FileRow, nowEpochMs: number): unknown {
  const { accepted, refused, records, answeredAt, sentAt, overdue, said } = file;
  if (said !== undefined) return html`<span class="tag attention">${said}</span>`;
  if (accepted === undefined || refused === undefined) {
    const waits = sentAt ? `Waiting ${formatAge(sentAt, nowEpochMs)}` : "Waiting to be sent";
    return html`<span class="tag ${overdue ? "attention" : ""}"
      >${overdue ? `Longer than usual: ${waits}` : waits}</span
    >`;
  }
  const adds = accepted + refused === records;
  return html`${formatCount(accepted)}
  accepted${refused > 0 ? html`, <b>${formatCount(refused)} refused</b>` : nothing}${
    answeredAt ? ` (${formatMoment(answeredAt, nowEpochMs)})` : nothing
  }${adds ? nothing : html` <span class="tag attention">Does not add up to ${formatCount(records)}</span>`}`;
}
