import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ConsoleChangeCard, ConsoleDifferenceRow } from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawButton, drawField, drawTick } from "./draw-fields.js";

/** A change that waits: what differs, what it does, and what a second person does with it (ui 6, H-13). */
export function drawChange(change: ConsoleChangeCard, host: ConsoleHost): TemplateResult {
  const { id, differences, asked, effects, lapses } = change;
  const dangerous = differences.filter(({ needsTwo }) => needsTwo);
  const isOpen = host.drafts.open === id;
  const others = differences.length - dangerous.length;
  return html`<section
    class="card change"
    aria-label="Change waiting for a second person"
    data-place="change-${id}"
    tabindex="-1"
  >
    <div class="change-head">
      <h2>Change waiting for a second person</h2>
      <span class="tag attention">Takes effect only when approved</span>
    </div>
    <div class="change-body">
      <div class="change-what">
        <dl class="before-after">
          ${dangerous.map(drawBeforeAfter)}
          <div>
            <dt>Asked by</dt>
            <dd>${asked}</dd>
          </div>
        </dl>
        ${others === 0 ? nothing : html`<p class="small">${otherSettings(others)}</p>`}
        <p class="means"><b>What this does.</b> ${effects.join(" ")}</p>
      </div>
      <div class="change-acts">
        ${change.mayDecide ? drawBoxes(change, host) : html`<p>${change.why}</p>`}
        <div class="actions">
          ${change.mayDecide ? drawDecision(change, host) : nothing}
          ${
            change.mayWithdraw
              ? drawButton("Withdraw", () => {
                  host.act({ kind: "withdraw", id });
                })
              : nothing
          }
          <button
            aria-expanded=${isOpen}
            @click=${() => {
              host.change({ open: isOpen ? undefined : id });
            }}
          >
            ${isOpen ? "Hide full difference" : "Show full difference"}
          </button>
        </div>
        ${change.mayDecide && host.drafts.refusing === id ? drawRefusal(id, host) : nothing}
        <p class="small muted">
          ${change.mayDecide ? "Tick both to approve. The person who asked cannot approve. " : ""}${lapses}
        </p>
      </div>
    </div>
    ${isOpen ? html`<div class="change-full">${drawDifferences(differences)}</div>` : nothing}
  </section>`;
}

const otherSettings = (count: number): string =>
  count === 1 ? "One other setting changes with it." : `${String(count)} other settings change with it.`;

const drawBeforeAfter = (
  { label, location, before, after }: ConsoleDifferenceRow,
  at: number,
  all: readonly ConsoleDifferenceRow[],
): TemplateResult =>
  html`${
      location === undefined || location.id === all[at - 1]?.location?.id
        ? nothing
        : html`<div>
            <dt>Location</dt>
            <dd><b>${location.name}</b> (${location.id})</dd>
          </div>`
    }
    <div>
      <dt>${label}</dt>
      <dd>now: <b>${before}</b></dd>
      <dd>change to: <b class="mark">${after}</b></dd>
    </div>`;

const ticksOf = (id: string, host: ConsoleHost): { readonly spoken: boolean; readonly read: boolean } =>
  host.drafts.ticks[id] ?? { spoken: false, read: false };

function drawBoxes({ id }: ConsoleChangeCard, host: ConsoleHost): TemplateResult {
  const ticked = ticksOf(id, host);
  const tick = (now: Partial<typeof ticked>): void => {
    host.change({ ticks: { ...host.drafts.ticks, [id]: { ...ticked, ...now } } });
  };
  return html`<fieldset>
    <legend>Before you approve</legend>
    ${drawTick(`spoken-${id}`, "I have spoken to the safeguarding lead", ticked.spoken, (spoken) => {
      tick({ spoken });
    })}
    ${drawTick(`read-${id}`, "I have read what this does", ticked.read, (read) => {
      tick({ read });
    })}
  </fieldset>`;
}

function drawDecision({ id }: ConsoleChangeCard, host: ConsoleHost): TemplateResult {
  const ticked = ticksOf(id, host);
  return html`${drawButton(
    "Approve",
    () => {
      host.act({ kind: "approve", id, ...ticked });
    },
    "primary",
    !(ticked.spoken && ticked.read),
  )}
  ${drawButton("Refuse", () => {
    host.change({ refusing: id });
  })}`;
}

function drawRefusal(id: string, host: ConsoleHost): TemplateResult {
  const field = `refuse-${id}`;
  const value = host.resumed?.kind === "refuse" ? host.resumed.reason : "";
  return html`${drawField(
      {
        id: field,
        label: "Why it is refused",
        value,
        missing: "Write why it is refused: the person who asked must know.",
      },
      host,
    )}
    <div class="actions">
      ${drawButton("Refuse this change", () => {
        if (host.filled(field)) host.act({ kind: "refuse", id, reason: host.field(field) });
      })}
    </div>`;
}

/** Every setting that differs, before and after. */
export function drawDifferences(rows: readonly ConsoleDifferenceRow[]): TemplateResult {
  return html`<table role="table" class="card">
    <caption class="vh">
      Difference
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${["Setting", "Now", "Change to", "Takes effect"].map(
          (name) => html`<th role="columnheader" scope="col">${name}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        ({ path, label, location, meaning, before, after, danger, takesEffect }) =>
          html`<tr role="row">
            <th role="rowheader" scope="row">
              ${location ? `${location.name}: ${label}` : label}${label === path ? nothing : html`<span class="under">${path}</span>`}${
                meaning ? html`<span class="under">${meaning}</span>` : nothing
              }
            </th>
            <td role="cell" data-label="Now">${before}</td>
            <td role="cell" data-label="Change to"><b class="mark">${after}</b></td>
            <td role="cell" data-label="Takes effect">
              ${takesEffect}${danger ? html`<span class="under">${danger}</span>` : nothing}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
