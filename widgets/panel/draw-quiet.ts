import { html, nothing, type TemplateResult } from "lit/html.js";
import type { PanelHistoryEntry } from "../../src/domain/panel-view.js";
import { formatDateTime } from "../format-person.js";
import type { PanelHost } from "./panel-host.js";
import * as words from "./wording-panel.js";

/** The three quiet actions, and what they open. What *Entered in error* does stands before the press that asks for it (R-90). */
export function drawQuiet(
  host: PanelHost,
  { hasPlans, history }: { readonly hasPlans: boolean; readonly history: readonly PanelHistoryEntry[] },
): TemplateResult {
  const { inError, showsHistory } = host.drafts;
  return html`<div class="part quiet">
    <p class="actions">
      ${
        hasPlans
          ? html`<button class="small-button" @click=${host.sendAgain}>${words.sendAgain}</button>`
          : nothing
      }
      <button class="small-button" aria-expanded=${showsHistory} @click=${host.toggleHistory}>
        ${showsHistory ? words.hideHistory : words.showHistory}
      </button>
      ${
        hasPlans
          ? html`<button
              class="small-button"
              aria-expanded=${inError !== "closed"}
              @click=${host.toggleInError}
            >
              ${words.inError}
            </button>`
          : nothing
      }
    </p>
    ${showsHistory ? drawHistory(history) : nothing} ${inError === "closed" ? nothing : drawInError(host)}
  </div>`;
}

const drawHistory = (history: readonly PanelHistoryEntry[]): TemplateResult =>
  history.length === 0
    ? html`<p>${words.noHistory}</p>`
    : html`<ul class="openings">
        ${history.map(
          ({ at, words: said, by }) =>
            html`<li>
              <span class="when">${formatDateTime(at)}</span
              ><span>${said}${by ? html`<br />${by}` : ""}</span>
            </li>`,
        )}
      </ul>`;

function drawInError(host: PanelHost): TemplateResult {
  const isMissing = host.drafts.inError === "reason-missing";
  return html`<div class="in-error">
    <p>${words.inErrorMeans}</p>
    <p class="field">
      <label for="reason">${words.inErrorReason}</label>
      ${isMissing ? html`<span id="no-reason" class="missing">${words.reasonMissing}</span>` : nothing}
      <textarea
        id="reason"
        rows="2"
        maxlength="1000"
        aria-invalid=${isMissing ? "true" : nothing}
        aria-describedby=${isMissing ? "no-reason" : nothing}
      ></textarea>
    </p>
    <p class="actions">
      <button class="primary" @click=${host.askDeletion}>${words.inErrorAsk}</button
      ><button @click=${host.toggleInError}>${words.inErrorStop}</button>
    </p>
  </div>`;
}
