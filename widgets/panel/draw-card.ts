import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Handling, PanelEpisode, PanelOpening } from "../../src/domain/panel-view.js";
import { londonTime } from "../../src/domain/instant.js";
import { formatDate, formatTime } from "../format.js";
import { formatDateTime } from "../format-person.js";
import { telephoneLink } from "../draw-words.js";
import { cardHeading, openingsOf, unowned, type EpisodeCardView } from "./episode-cards.js";
import { formatAge } from "./format-age.js";
import { joinWords } from "./join-words.js";
import type { PanelHost } from "./panel-host.js";
import * as words from "./wording-panel.js";

/** One card: who opened the record, who deals with it, and what a person can do (H-17, H-18). */
export function drawCard(card: EpisodeCardView, host: PanelHost, nowEpochMs: number): TemplateResult {
  const open = unowned(card);
  const heading = cardHeading(card, nowEpochMs);
  return html`<article
    class="card ${open.length > 0 ? "unowned" : ""}"
    aria-label=${heading}
    data-place=${card.id}
    tabindex="-1"
  >
    <div class="card-top">
      <div class="h3" role="heading" aria-level=${host.headingLevel + 2}>${heading}</div>
      ${ownerTag(card, open, nowEpochMs)}
    </div>
    ${provenance(card, nowEpochMs)} ${drawOpenings(card, nowEpochMs)} ${ringRow(card)}
    ${drawActions(card, open, host)}
  </article>`;
}

function ownerTag(card: EpisodeCardView, open: readonly PanelEpisode[], nowEpochMs: number): unknown {
  if (open.length > 0) return html`<span class="tag current">${words.nobody}</span>`;
  const taken = card.episodes.find(({ handling }) => handling.kind === "taken")?.handling;
  if (taken?.kind !== "taken") return nothing;
  return html`<span class="tag mine">${ownerWords(taken, nowEpochMs)}</span>`;
}

const ownerWords = ({ you, by, since }: Handling & { readonly kind: "taken" }, now: number): string =>
  `${you ? "You" : by}, since ${formatTime(since, now)}`;

function provenance(card: EpisodeCardView, nowEpochMs: number): unknown {
  const finished = card.episodes.flatMap(({ handling }) => (handling.kind === "finished" ? [handling] : []));
  const sentTo = [...new Set(card.episodes.flatMap((episode) => episode.sentTo))];
  const passedUp = card.episodes.flatMap(({ handling }) =>
    handling.kind === "nobody" && handling.passedUpTo ? [passedWords(handling)] : [],
  );
  const isOpen = finished.length < card.episodes.length;
  return html`${
    isOpen
      ? html`<p class="small muted">
          ${formatAge(card.lastAt, nowEpochMs)}
          ago.${sentTo.length > 0 ? ` Sent to ${joinWords(sentTo)}.` : ""}
        </p>`
      : nothing
  }
  ${passedUp.map((to) => html`<p><span class="tag attention">${to}</span></p>`)}
  ${distinct(finished).map(
    ({ by, at, note }) =>
      html`<p class="small muted">
        Dealt with by ${by}, ${formatDateTime(at)}${note ? `: “${note}”` : "."}
      </p>`,
  )}`;
}

const passedWords = ({ passedUpTo = "", passedOn }: Handling & { readonly kind: "nobody" }): string =>
  `Passed ${passedOn ? "on" : "up"} to ${passedUpTo}`;

// One note finishes every organisation of a card: it is one thing that was done, and said once.
const distinct = (
  finished: readonly (Handling & { readonly kind: "finished" })[],
): readonly (Handling & { readonly kind: "finished" })[] => [
  ...new Map(finished.map((one) => [`${one.by}|${one.note}`, one])).values(),
];

function drawOpenings(card: EpisodeCardView, nowEpochMs: number): TemplateResult {
  return html`<ul class="openings">
    ${openingsOf(card).map(
      (opening) =>
        html`<li>
          <span class="when">${openingTime(opening, card, nowEpochMs)}</span>
          <span>
            <b>${opening.organisation}</b><br />${opening.by}${opening.role ? `, ${opening.role}` : ""}
          </span>
        </li>`,
    )}
  </ul>`;
}

// The day is said wherever it is not the one in the heading.
function openingTime({ at }: PanelOpening, card: EpisodeCardView, nowEpochMs: number): string {
  const { date, time } = londonTime(Date.parse(at));
  const isSaid = openingsOf(card).length === 1 || (card.shift.kind === "day" && date === card.shift.date);
  return isSaid && date === londonTime(nowEpochMs).date ? time : `${formatDate(date).slice(0, 6)} ${time}`;
}

function ringRow({ episodes }: EpisodeCardView): unknown {
  return episodes
    .filter(({ ring, handling }) => ring !== undefined && handling.kind !== "finished")
    .map(
      ({ ring, openings }) =>
        html`<p class="ring">
          Ring ${episodes.length > 1 ? (openings[0]?.organisation ?? "the department") : "the department"}:
          ${telephoneLink(ring ?? "", false)} <span class="muted">${words.directory}</span>
        </p>`,
    );
}

function drawActions(card: EpisodeCardView, open: readonly PanelEpisode[], host: PanelHost): unknown {
  if (host.drafts.passing === card.id) return drawPassing(card, host);
  const mine = card.episodes.filter(({ handling }) => handling.kind === "taken" && handling.you);
  const others = card.episodes.some(({ handling }) => handling.kind === "taken" && !handling.you);
  const passButton = html`<button
    @click=${() => {
      host.startPassing(card.id);
    }}
  >
    ${words.pass}
  </button>`;
  if (open.length > 0 || (others && mine.length === 0)) {
    const episodeIds = (open.length > 0 ? open : card.episodes).map(({ id }) => id);
    return html`<p class="actions">
      <button
        class=${open.length > 0 ? "primary" : ""}
        @click=${() => {
          host.act({ kind: "take", episodeIds });
        }}
      >
        ${words.take}</button
      >${passButton}
    </p>`;
  }
  return mine.length > 0 ? drawNote(card, mine, host, passButton) : nothing;
}

function drawNote(
  card: EpisodeCardView,
  mine: readonly PanelEpisode[],
  host: PanelHost,
  passButton: TemplateResult,
): TemplateResult {
  const isMissing = host.drafts.noteMissing === card.id;
  const id = `note-${card.id}`;
  return html`<p class="field">
      <label for=${id}>${words.noteLabel}</label>
      ${isMissing ? html`<span id="missing" class="missing">${words.noteMissing}</span>` : nothing}
      <textarea
        id=${id}
        rows="2"
        maxlength="2000"
        data-card=${card.id}
        aria-invalid=${isMissing ? "true" : nothing}
        aria-describedby=${isMissing ? "missing" : nothing}
      ></textarea>
    </p>
    <p class="actions">
      <button
        class="primary"
        @click=${() => {
          host.finish(card.id, mine);
        }}
      >
        ${words.finish}</button
      >${passButton}
    </p>`;
}

function drawPassing(card: EpisodeCardView, host: PanelHost): TemplateResult {
  const passed = card.episodes.filter(({ handling }) => handling.kind !== "finished");
  const id = `pass-${card.id}`;
  return html`<p class="field">
      <label for=${id}>${words.passTo}</label>
      <select id=${id} data-pass=${card.id}>
        ${host.passTargets.map(({ label }, index) => html`<option value=${String(index)}>${label}</option>`)}
      </select>
    </p>
    <p class="actions">
      <button
        class="primary"
        @click=${() => {
          host.pass(card.id, passed);
        }}
      >
        ${words.passNow}</button
      ><button
        @click=${() => {
          host.startPassing(undefined);
        }}
      >
        ${words.keep}
      </button>
    </p>`;
}
