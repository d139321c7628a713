import { html, nothing, type TemplateResult } from "lit/html.js";
import type { FileRow, MailboxSummary } from "../../src/domain/team-view.js";
import type { Instant } from "../../src/domain/instant.js";
import { icon } from "../icons.js";
import { formatAge, formatDayOf, formatMoment } from "./format-age.js";
import type { TeamHost } from "./team-host.js";
import * as words from "./wording-team.js";

const dayMs = 86_400_000;
const certificateWarningDays = 30;

/** How the mailbox is, each age beside its limit, and every file's answer as counts that must add up (ui 5, H-19). */
export function drawMailbox(
  summary: MailboxSummary,
  files: readonly FileRow[],
  host: TeamHost,
  nowEpochMs: number,
): TemplateResult {
  return html`${summary.stopped ? html`<p class="notice attention"><b>Sending has stopped.</b> ${summary.stopped}</p>` : nothing}
    ${summary.troubles.map((trouble) => html`<p class="notice attention">${trouble}</p>`)}
    ${drawTiles(summary, nowEpochMs)}
    <div class="halves">
      ${drawSilence(summary, nowEpochMs)}
      <div class="table files" role="table" aria-label="Files sent" aria-rowcount=${files.length + 1}>
        <div role="rowgroup">
          <div class="row head" role="row" aria-rowindex="1">
            ${["File", "Sent", "In it", "Answer"].map((name) => html`<span role="columnheader">${name}</span>`)}
          </div>
        </div>
        ${host.rows.draw(files, 39, (file, index) => drawFile(file, index, nowEpochMs))}
      </div>
    </div>`;
}

function drawTiles(summary: MailboxSummary, nowEpochMs: number): TemplateResult {
  const { lastReadAt, waiting, quarantined, certificateEndsAt } = summary;
  const days = certificateEndsAt
    ? Math.floor((Date.parse(certificateEndsAt) - nowEpochMs) / dayMs)
    : undefined;
  return html`<div class="tiles">
    ${tile(
      "Last read",
      lastReadAt ? `${formatAge(lastReadAt, nowEpochMs)} ago` : words.neverRead,
      `${lastReadAt ? `${formatMoment(lastReadAt, nowEpochMs)}. ` : ""}${words.readEvery}`,
      lastReadAt === undefined || nowEpochMs - Date.parse(lastReadAt) > dayMs / 24,
    )}
    ${tile("Waiting to be read", String(waiting), words.expiry, false)}
    ${tile(html`${icon("failed")} Could not be understood`, String(quarantined), words.kept, quarantined > 0)}
    ${tile(
      "Certificate",
      days === undefined ? "Not known" : `${String(days)} days left`,
      certificateEndsAt ? `Ends ${formatDayOf(certificateEndsAt)}.` : "",
      days !== undefined && days <= certificateWarningDays,
    )}
  </div>`;
}

const tile = (name: unknown, value: string, foot: string, needsSomebody: boolean): TemplateResult =>
  html`<div class="tile ${needsSomebody ? "attention" : ""}">
    <p class="b small">${name}</p>
    <p class="large">${value}</p>
    <p class="small muted">${foot}</p>
  </div>`;

function drawSilence({ lastNoticeAt, lastAnswerAt }: MailboxSummary, nowEpochMs: number): TemplateResult {
  const row = (name: string, at: Instant | undefined): TemplateResult =>
    html`<div class="row" role="row">
      <span role="rowheader"><b>${name}</b></span>
      <span role="cell"
        >${at ? `Last ${formatMoment(at, nowEpochMs)}, ${formatAge(at, nowEpochMs)} ago` : words.noneYet}</span
      >
    </div>`;
  return html`<div class="table silence" role="table" aria-label="Silence check">
    <div role="rowgroup">
      <div class="row head" role="row">
        <span role="columnheader">Silence check</span><span role="columnheader">Last heard</span>
      </div>
      ${row("Someone opened a record", lastNoticeAt)}${row("Answer to a file we sent", lastAnswerAt)}
    </div>
  </div>`;
}

function drawFile(file: FileRow, index: number, nowEpochMs: number): TemplateResult {
  return html`<div class="row" role="row" aria-rowindex=${index + 2}>
    <span role="cell">${file.sequenceNumber}</span>
    <span role="cell">${file.sentAt ? formatMoment(file.sentAt, nowEpochMs) : "Not sent yet"}</span>
    <span role="cell">${file.records}${file.full ? ", full check" : ""}</span>
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
  return html`${accepted}
  accepted${refused > 0 ? html`, <b>${refused} refused</b>` : nothing}${
    answeredAt ? ` (${formatMoment(answeredAt, nowEpochMs)})` : nothing
  }${adds ? nothing : html` <span class="tag attention">Does not add up to ${records}</span>`}`;
}
