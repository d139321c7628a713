import { html, type TemplateResult } from "lit/html.js";
import type { FileRow, MailboxSummary } from "../../src/domain/team-view.js";
import type { Instant } from "../../src/domain/instant.js";
import { icon } from "../icons.js";
import { drawStopped } from "./draw-stopped.js";
import { drawFiles } from "./draw-files.js";
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
  return html`${drawStopped(summary.stopped)}
    ${summary.troubles.map((trouble) => html`<p class="notice attention">${trouble}</p>`)}
    ${drawTiles(summary, nowEpochMs)}
    <div class="halves">${drawSilence(summary, nowEpochMs)} ${drawFiles(files, host, nowEpochMs)}</div>`;
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
