import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Environment } from "../src/domain/environment.js";
import type { Face } from "./face.js";
import { drawWords } from "./draw-words.js";
import { printed, ribbonWords } from "./wording.js";

/** Everything around a face that decides how it is drawn. */
export interface BoxState {
  readonly headingLevel: number;
  readonly environment: Environment | undefined;
  /** *Show to staff* or *Hide now*, on a discreet screen. */
  readonly discreetButton: unknown;
  /** The opened details, or undefined. */
  readonly details: unknown;
}

/**
 * The whole box: ribbon, keel, heading, action, rows, details. One structure for every state, so that the eye learns its
 * places once (ui 3), and the two live regions, which must exist before anything is said in them.
 */
export function drawBox(
  face: Face,
  { environment, details, headingLevel, discreetButton }: BoxState,
): TemplateResult {
  const { look, heading, body, action, note, provenance } = face;
  const ribbon = environment && ribbonWords[environment];
  const lines = [note, ...(discreetButton ? [] : (provenance ?? []))];
  return html`<div class="root">
      <section
        class="box ${look} ${face.isUnknown ? "unknown" : ""} ${face.isTall ? "tall" : ""}"
        aria-labelledby="h"
      >
        ${ribbon ? html`<p class="ribbon">${ribbon}</p>` : nothing}
        <div class="top">
          <div class="keel">${face.icon}</div>
          <div id="h" class="h" role="heading" aria-level=${headingLevel} tabindex="-1">
            ${drawWords(heading)}
          </div>
          <div class="side">
            ${discreetButton}${action}
            <p class="note">${lines.map((line) => html`<span>${line}</span> `)}</p>
          </div>
          <div class="body">${body}</div>
        </div>
        ${details === undefined ? nothing : html`<div id="d" class="details">${details}</div>`}
      </section>
    </div>
    <p class="vh" role="status"></p>
    <p class="vh" role="alert"></p>
    <p class="print"><b>${printed[0]}</b> ${printed[1]}</p>`;
}
