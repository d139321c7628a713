import { html, nothing, type TemplateResult } from "lit/html.js";
import type { InboxRow } from "../../src/domain/team-view.js";
import type { TeamHost } from "./team-host.js";
import * as panelWords from "./wording-panel.js";
import * as words from "./wording-team.js";

/** What a person can do with a row: take it, pass it on, write what was done and finish it; or read what was done. */
export function drawInboxActs(row: InboxRow, host: TeamHost): unknown {
  const { id, handling } = row.episode;
  const { passing, noting, reading } = host.drafts;
  if (handling.kind === "finished") return drawReading(id, handling.note, reading === id, host);
  if (passing === id) return drawPassing(id, host);
  const isMine = handling.kind === "taken" && handling.you;
  if (isMine && noting === id) return drawNoting(id, host);
  return html`${
    isMine
      ? button(words.writeNote, "", () => host.change({ noting: id, noteMissing: false }))
      : button(panelWords.take, handling.kind === "nobody" ? "primary" : "", () =>
          host.act({ kind: "take", episodeIds: [id] }),
        )
  }${button(panelWords.passNow, "", () => host.change({ passing: id }))}`;
}

const button = (label: string, look: string, press: () => void): TemplateResult =>
  html`<button class="small-button ${look}" @click=${press}>${label}</button>`;

const drawReading = (id: string, note: string, isOpen: boolean, host: TeamHost): TemplateResult =>
  html`<button
      class="small-button"
      aria-expanded=${isOpen}
      @click=${() => host.change({ reading: isOpen ? undefined : id })}
    >
      ${isOpen ? words.hideNote : words.readNote}</button
    >${isOpen ? html`<span>${note === "" ? words.noNote : `“${note}”`}</span>` : nothing}`;

function drawNoting(id: string, host: TeamHost): TemplateResult {
  const isMissing = host.drafts.noteMissing;
  return html`<span class="field">
      <label for="note">${panelWords.noteLabel}</label>
      ${isMissing ? html`<span id="missing" class="missing">${panelWords.noteMissing}</span>` : nothing}
      <textarea
        id="note"
        rows="3"
        maxlength="2000"
        aria-invalid=${isMissing ? "true" : nothing}
        aria-describedby=${isMissing ? "missing" : nothing}
      ></textarea>
    </span>
    ${button(panelWords.finish, "primary", () => host.finish(id))}
    ${button(words.later, "", () => host.change({ noting: undefined }))}`;
}

const drawPassing = (id: string, host: TeamHost): TemplateResult =>
  html`<span class="field">
      <label for="pass">${panelWords.passTo}</label>
      <select id="pass">
        ${host.passTargets.map(({ label }, index) => html`<option value=${String(index)}>${label}</option>`)}
      </select>
    </span>
    ${button(panelWords.passNow, "primary", () => host.pass(id))}
    ${button(panelWords.keep, "", () => host.change({ passing: undefined }))}`;
