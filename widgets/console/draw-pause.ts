import { html, nothing, type TemplateResult } from "lit/html.js";
import { keyed } from "lit/directives/keyed.js";
import type { PausePage } from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawButton, drawField } from "./draw-fields.js";

/** The pause switch: what it does stands beside each choice before it is pressed (H-04). */
export function drawPause(page: PausePage, host: ConsoleHost): TemplateResult {
  return html`<h1 tabindex="-1">Pause</h1>
    <p class="lead">
      A pause switches checks off at once. Staff read “Not checked with CP-IS: switched off”, and are told to
      treat it as unknown. An answer from before the pause still shows for its usual time, with the time of
      its check. Nothing is sent while it is on, and nothing is sent later for the time between.
    </p>
    ${drawOn(page, host)} ${page.mayBegin ? keyed(host.done, drawBegin(page, host)) : nothing}`;
}

const drawOn = ({ on, mayEnd }: PausePage, host: ConsoleHost): TemplateResult =>
  html`<section aria-label="Switched off now" data-place="switched-off" tabindex="-1">
    <h2>Switched off now</h2>
    ${on.length === 0 ? html`<p>Nothing. Checks are made as the configuration says.</p>` : nothing}
    ${on.map(
      ({ id, what, since, reason }) =>
        html`<div class="card pause" data-place="pause-${id}" tabindex="-1">
          <h3><span class="tag attention">Switched off</span> ${what}</h3>
          <p>${since}</p>
          <p class="means">${reason}</p>
          ${
            mayEnd
              ? html`<div class="actions">
                    ${drawButton("End this pause", () => {
                      host.act({ kind: "end-pause", id });
                    })}
                  </div>
                  <p class="small muted">
                    Checks are made again from then on; where a check finds a record, its council is told as
                    the location’s setting says.
                  </p>`
              : html`<p class="small muted">An administrator can end it.</p>`
          }
        </div>`,
    )}
  </section>`;

function drawBegin({ scopes }: PausePage, host: ConsoleHost): TemplateResult {
  const resumed = host.resumed?.kind === "begin-pause" ? host.resumed : undefined;
  const { scope, missing } = host.drafts;
  return html`<section class="card form" aria-label="Switch checks off" data-place="begin" tabindex="-1">
    <h2>Switch checks off</h2>
    <fieldset>
      <legend>What</legend>
      ${missing === "scope" ? html`<p class="missing" id="scope-missing">Choose what to switch off.</p>` : nothing}
      ${scopes.map(
        ({ id, label, does }, at) =>
          html`<div class="tick">
            <input
              type="radio"
              name="scope"
              id=${at === 0 ? "scope" : `scope-${String(at)}`}
              value=${id}
              .checked=${id === scope}
              aria-describedby="scope-does-${at}"
              @change=${() => {
                host.change({ scope: id, missing: undefined });
              }}
            />
            <label for=${at === 0 ? "scope" : `scope-${String(at)}`}>${label}</label>
            <p class="small muted does" id="scope-does-${at}">${does}</p>
          </div>`,
      )}
    </fieldset>
    ${drawField(
      {
        id: "pause-reason",
        label: "Why",
        hint: "Colleagues read it here, and the audit keeps it. No patient’s name or number.",
        value: resumed?.reason ?? "",
        rows: 2,
        missing: "Write why: colleagues must know when to end it.",
      },
      host,
    )}
    <div class="actions">
      ${drawButton(
        "Switch off now",
        () => {
          if (scope === "") host.change({ missing: "scope" });
          else if (host.filled("pause-reason"))
            host.act({ kind: "begin-pause", scope, reason: host.field("pause-reason") });
        },
        "primary",
      )}
    </div>
    <p class="small muted">
      It works at once, is written into the audit, and stands as an alarm until it is ended.
    </p>
  </section>`;
}
