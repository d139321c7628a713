import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import type { AnswerHost } from "./banner-host.js";
import { councilCard } from "./council-card.js";
import { isUnborn, listCouncils } from "./council.js";
import { box, bullets, heading } from "./details-parts.js";
import { formatBorn, formatName } from "./format-person.js";
import { formatNhsNumber, formatTime } from "./format.js";
import { openedBy } from "./opened-by.js";
import { drawWords } from "./draw-words.js";
import { checkAgain } from "./wording-answer.js";
import { askLabel, notKnown } from "./wording.js";
import { councilsWords } from "./wording-record.js";
import * as words from "./wording-details.js";

/** The opened details of a record or of *no record*; `nothing` for every other state. */
export function drawDetails(view: AlertView, host: AnswerHost, nowEpochMs: number): unknown {
  const { state } = view;
  if (state.kind === "record") return recordDetails(view, state, host, nowEpochMs);
  if (state.kind === "no-record") return noRecordDetails(view, state, host, nowEpochMs);
  return nothing;
}

type Of<K extends LookupState["kind"]> = Extract<LookupState, { kind: K }>;

function recordDetails(
  view: AlertView,
  { record }: Of<"record">,
  host: AnswerHost,
  nowEpochMs: number,
): TemplateResult {
  const councils = listCouncils(record, view, nowEpochMs);
  const [only] = councils;
  const whom =
    only !== undefined && councils.length === 1 ? only.authority.name : councilsWords(councils.length);
  const unborn = councils.some(({ plans }) => plans.some(isUnborn));
  return html`${identity(view, nowEpochMs, seen(view, host, nowEpochMs))}
    <div class="cols">
      <div>
        ${councils.map((council, index) => councilCard(council, `d${String(index)}`, view, host, nowEpochMs))}
        ${openedBy(record, host)}
      </div>
      <div>
        ${unborn ? box(host, words.afterBirthTitle, words.afterBirth, "strong") : nothing}
        ${judgement(view, host, words.recordJudgement, view.accessMode === "unscheduled" ? html`<p>${words.notAReferral(whom)}</p>` : nothing)}
        ${host.hasSlotted("attendances") ? box(host, words.attendancesTitle, html`<slot name="attendances"></slot>`) : nothing}
        ${box(host, words.notShownTitle, bullets(words.notShown))}
      </div>
    </div>
    ${again(view, host, words.detailsAudited, whom)}`;
}

function noRecordDetails(
  view: AlertView,
  { retrievedAt }: Of<"no-record">,
  host: AnswerHost,
  nowEpochMs: number,
): TemplateResult {
  const until = view.contentExpiresAt;
  return html`${identity(view, nowEpochMs, nothing)}
    <div class="cols">
      <div class="big">
        ${heading(host, words.hadNoRecord(formatTime(retrievedAt, nowEpochMs)))}
        <p>${words.canMissLead}</p>
        ${bullets(words.canMiss)}
      </div>
      <div>${judgement(view, host, words.noRecordJudgement, nothing)}</div>
    </div>
    ${again(view, host, until === undefined ? nothing : words.stopsShowing(formatTime(until, nowEpochMs)))}`;
}

/** Whose answer this is, in the national order, from the answer's own context (H-01). */
function identity({ patient }: AlertView, nowEpochMs: number, end: unknown): TemplateResult {
  const { answerIsFor, born, gender, number } = words.identityLabels;
  const values = [
    [answerIsFor, patient === undefined ? notKnown : formatName(patient)],
    [born, formatBorn(patient?.birthDate, nowEpochMs)],
    [gender, patient?.gender ?? notKnown],
    [number, formatNhsNumber(patient?.nhsNumber)],
  ];
  return html`<div class="strip">
    ${values.map(([label, value]) => html`<span>${label} <b>${value}</b></span> `)}${end}
  </div>`;
}

function seen({ acknowledgedAt }: AlertView, host: AnswerHost, nowEpochMs: number): TemplateResult {
  return acknowledgedAt === undefined
    ? html`<button
        class="small end"
        @click=${() => {
          host.acknowledge();
        }}
      >
        ${words.markAsSeen}
      </button>`
    : html`<span class="end">${words.markedAsSeen(formatTime(acknowledgedAt, nowEpochMs))}</span>`;
}

const judgement = (view: AlertView, host: AnswerHost, wording: string, more: unknown): TemplateResult =>
  box(
    host,
    words.judgementTitle,
    html`${drawWords(wording, view.safeguardingTelephone)} ${more}<slot name="policy"></slot>`,
    "strong",
  );

const again = (view: AlertView, host: AnswerHost, note: unknown, whom?: string): TemplateResult =>
  html`<div class="redo">
    ${host.ask("check-again", askLabel(checkAgain, view.accessMode, whom))}<span>${note}</span>
  </div>`;

export { detailsStyles } from "./details-styles.js";
