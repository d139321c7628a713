import { html, nothing, type TemplateResult } from "lit/html.js";
import type { PanelCase, PanelHistoryEntry, PanelPlan } from "../../src/domain/panel-view.js";
import { formatDate } from "../format.js";
import { formatDateTime } from "../format-person.js";
import type { PanelHost } from "./panel-host.js";
import * as words from "./wording-panel.js";

type QuietCase = Pick<PanelCase, "plans" | "history" | "sendAgainAskedAt" | "isTold" | "visibility">;

/** The three quiet actions, and what they open. What *Entered in error* does stands before the press that asks for it (R-90). */
export function drawQuiet(
  host: PanelHost,
  { plans, history, sendAgainAskedAt, isTold, visibility }: QuietCase,
): TemplateResult {
  const hasPlans = plans.length > 0;
  // What CP-IS was never told it can neither be told again nor lose. Whoever does not wait was told, if not by us.
  const mayBeHeld = isTold || visibility.kind !== "waiting";
  const { inError, showsHistory } = host.drafts;
  return html`<div class="part quiet">
    <p class="actions">
      ${
        hasPlans
          ? html`<button class="small-button" @click=${host.sendAgain}>
              ${mayBeHeld ? words.sendAgain : words.sendNow}
            </button>`
          : nothing
      }
      <button class="small-button" aria-expanded=${showsHistory} @click=${host.toggleHistory}>
        ${showsHistory ? words.hideHistory : words.showHistory}
      </button>
      ${
        hasPlans && mayBeHeld
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
    ${
      sendAgainAskedAt
        ? html`<p class="small muted">${words.sendAgainWaits(formatDateTime(sendAgainAskedAt))}</p>`
        : nothing
    }
    ${showsHistory ? drawHistory(history) : nothing}
    ${inError === "closed" ? nothing : drawInError(plans, host)}
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

// With several plans a person says which is meant; one alone is named.
const drawWhich = (plans: readonly PanelPlan[]): TemplateResult =>
  plans.length === 1
    ? html`<p class="b">${plans.map(planWords)}</p>`
    : html`<p class="field">
        <label for="which">${words.inErrorWhich}</label>
        <select id="which">
          ${plans.map((plan, index) => html`<option value=${String(index)}>${planWords(plan)}</option>`)}
        </select>
      </p>`;

const planWords = ({ kind, start }: PanelPlan): string =>
  `${words.planNames[kind]} from ${formatDate(start)}`;

function drawInError(plans: readonly PanelPlan[], host: PanelHost): TemplateResult {
  const isMissing = host.drafts.inError === "reason-missing";
  return html`<div class="in-error">
    <p>${words.inErrorMeans}</p>
    ${drawWhich(plans)}
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
      <button class="primary" @click=${() => host.askDeletion(plans)}>${words.inErrorAsk}</button
      ><button @click=${host.toggleInError}>${words.inErrorStop}</button>
    </p>
  </div>`;
}
