import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ConsoleHost } from "./console-host.js";

/** One field with its label, its hint, and what is missing in it. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly rows?: number;
  /** A text for machines. */
  readonly isCode?: boolean;
  /** What is said beside it when it was left empty. */
  readonly missing?: string;
}

/** A line or several of text. */
export function drawField(field: Field, host: ConsoleHost): TemplateResult {
  const { id, label, hint, value = "", rows, missing } = field;
  const isMissing = missing !== undefined && host.drafts.missing === id;
  const described = [hint ? `${id}-hint` : "", isMissing ? `${id}-missing` : ""].join(" ").trim();
  const around = described === "" ? nothing : described;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${hint ? html`<p class="small muted" id="${id}-hint">${hint}</p>` : nothing}
    ${isMissing ? html`<p class="missing" id="${id}-missing">${missing}</p>` : nothing}
    ${
      rows === undefined
        ? html`<input
            id=${id}
            type="text"
            .value=${value}
            autocomplete="off"
            spellcheck="false"
            aria-describedby=${around}
            aria-invalid=${isMissing ? "true" : nothing}
          />`
        : html`<textarea
            id=${id}
            class=${field.isCode === true ? "code" : ""}
            rows=${rows}
            .value=${value}
            autocomplete="off"
            spellcheck="false"
            aria-describedby=${around}
            aria-invalid=${isMissing ? "true" : nothing}
          ></textarea>`
    }
  </div>`;
}

/** One of several. */
export function drawChoice(
  { id, label, value = "" }: Field,
  choices: readonly { readonly id: string; readonly name: string }[],
  chosen?: (id: string) => void,
): TemplateResult {
  const changed = (event: Event): void => chosen?.((event.target as HTMLSelectElement).value);
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${changed}>
      ${choices.map((one) => html`<option value=${one.id} ?selected=${one.id === value}>${one.name}</option>`)}
    </select>
  </div>`;
}

/** A control. */
export const drawButton = (
  label: string,
  pressed: () => void,
  look: "primary" | "" = "",
  isOff = false,
): TemplateResult => html`<button class=${look} ?disabled=${isOff} @click=${pressed}>${label}</button>`;

/** A box to tick. */
export const drawTick = (
  id: string,
  label: string,
  isTicked: boolean,
  change: (ticked: boolean) => void,
): TemplateResult =>
  html`<div class="tick">
    <input
      id=${id}
      type="checkbox"
      .checked=${isTicked}
      @change=${(event: Event) => {
        change((event.target as HTMLInputElement).checked);
      }}
    />
    <label for=${id}>${label}</label>
  </div>`;
