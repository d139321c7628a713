import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { drawCard } from "./draw-card.js";
import { unowned, type EpisodeCardView } from "./episode-cards.js";
import type { PanelHost } from "./panel-host.js";
import * as words from "./wording-panel.js";

/** How many finished cards show before *Show earlier*; an unfinished one always shows. */
const finishedShown = 2;

/** Everything about *Opened by the NHS*: what it means, the cards, and how many of them came while somebody was at work here. */
export function drawOpened(
  cards: readonly EpisodeCardView[],
  heldBack: number,
  host: PanelHost,
  nowEpochMs: number,
): TemplateResult {
  const { showsEarlier } = host.drafts;
  let finished = 0;
  const shown = cards.filter((card) => {
    const isDone =
      unowned(card).length === 0 && card.episodes.every((one) => one.handling.kind === "finished");
    if (isDone) finished += 1;
    return showsEarlier || !isDone || finished <= finishedShown;
  });
  return html`<section class="part" aria-labelledby="opened">
    <div id="opened" class="h3" role="heading" aria-level=${host.headingLevel + 1}>${words.opened}</div>
    <p class="means">${words.whatOpenedMeans}</p>
    ${
      heldBack > 0
        ? html`<p>
            <button class="small-button" @click=${host.showNew}>${words.newCards(heldBack)}</button>
          </p>`
        : nothing
    }
    ${cards.length === 0 && heldBack === 0 ? html`<p>${words.notOpened}</p>` : nothing}
    ${repeat(
      shown,
      ({ id }) => id,
      (card) => drawCard(card, host, nowEpochMs),
    )}
    ${
      shown.length < cards.length
        ? html`<p>
            <button class="small-button" @click=${host.showEarlier}>
              ${words.earlier(cards.length - shown.length)}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}
