import { html, type TemplateResult } from "lit/html.js";
import type { PanelCase } from "../../src/domain/panel-view.js";
import { formatDate, formatTelephone } from "../format.js";
import * as words from "./wording-panel.js";

/** What was told to CP-IS: every plan with its dates, and the numbers the NHS sees beside it (H-28). */
export function drawTold({ plans, telephones, isTold }: PanelCase, headingLevel: number): TemplateResult {
  return html`<section class="part" aria-labelledby="told">
    <div id="told" class="h3" role="heading" aria-level=${headingLevel + 1}>
      ${isTold ? words.told : words.toTell}
    </div>
    ${plans.length === 0 ? html`<p>${words.toldNothing}</p>` : ""}
    ${plans.map(
      ({ kind, status, start, end, unsupported }) =>
        html`<p class="plan">
          <b>${words.planNames[kind]}</b>
          <span><span class="tag ${status}">${words.planStatusWords[status]}</span></span>
          <span
            ><span class="nb">from ${formatDate(start)}</span>${
              end ? html` <span class="nb">to ${formatDate(end)}</span>` : ""
            }</span
          >${unsupported ? html`<span class="says-more">${words.unsupportedPlan}</span>` : ""}
        </p>`,
    )}
    ${
      telephones
        ? html`<p class="small muted">
            Phones the NHS sees: office hours
            <span class="nb"
              >${telephones.officeHours ? formatTelephone(telephones.officeHours) : "none given"}</span
            >, emergency duty <span class="nb">${formatTelephone(telephones.emergencyDuty)}</span>.
            ${
              telephones.testedOn
                ? html`Test call made <span class="nb">${formatDate(telephones.testedOn)}</span>.`
                : "No test call has been noted."
            }
          </p>`
        : ""
    }
  </section>`;
}
