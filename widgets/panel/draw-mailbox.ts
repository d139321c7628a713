import { html, nothing, type TemplateResult } from "lit/html.js";
import type { FileRow, MailboxSummary } from "../../src/domain/team-view.js";
import type { Instant } from "../../src/domain/instant.js";
import { icon } from "../icons.js";
import { drawStopped } from "./draw-stopped.js";
import { drawFiles } from "./draw-files.js";
import { formatAge, formatDayOf, formatMoment, formatSpan } from "./format-age.js";
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
    <div class="halves">
      ${drawSilence(summary, files, nowEpochMs)} ${drawFiles(files, host, nowEpochMs)}
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
      `${lastReadAt ? `${formatMoment(lastReadAt, nowEpochMs)}. ` : ""}${words.readEvery(formatSpan(summary.readEveryMs))}`,
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

// Silence beside what this council is used to (R-109, H-19).
function drawSilence(
  { lastNoticeAt, lastAnswerAt, usualNoticePauseMs: usual, silenceAlarmMs }: MailboxSummary,
  files: readonly FileRow[],
  nowEpochMs: number,
): TemplateResult {
  const alarm = formatSpan(silenceAlarmMs);
  const gap = usual === undefined ? words.noUsualGap(alarm) : words.usualGap(formatSpan(usual), alarm);
  const isSilent =
    lastNoticeAt !== undefined && nowEpochMs - Date.parse(lastNoticeAt) > (usual ?? silenceAlarmMs);
  const isLate = files.some(({ overdue }) => overdue);
  return html`<div class="table silence" role="table" aria-label="Silence check">
    <div role="rowgroup">
      <div class="row head" role="row">
        ${["Silence check", "Last heard", "Usual"].map((name) => html`<span role="columnheader">${name}</span>`)}
      </div>
      ${drawHeard("Someone opened a record", lastNoticeAt, gap, isSilent, nowEpochMs)}
      ${drawHeard("Answer to a file we sent", lastAnswerAt, words.answerLimit, isLate, nowEpochMs)}
    </div>
  </div>`;
}

function drawHeard(
  name: string,
  at: Instant | undefined,
  usual: string,
  isLong: boolean,
  nowEpochMs: number,
): TemplateResult {
  return html`<div class="row" role="row">
    <span role="rowheader"><b>${name}</b></span>
    <span role="cell"
      >${at ? `${formatMoment(at, nowEpochMs)}, ${formatAge(at, nowEpochMs)} ago` : words.noneYet}</span
    >
    <span role="cell"
      >${usual}${isLong ? html` <span class="tag attention">${words.longerThanUsual}</span>` : nothing}</span
    >
  </div>`;
}
