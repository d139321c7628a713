import { html, nothing, type TemplateResult } from "lit/html.js";
import type {
  ConfigurationPage,
  ConsoleCheckResult,
  ConsoleHistoryRow,
} from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawChange, drawDifferences } from "./draw-change.js";
import { drawButton, drawField } from "./draw-fields.js";
import { drawTable } from "./draw-table.js";

/** The configuration that runs, a text to propose in its place, and those that ran before. */
export function drawConfiguration(page: ConfigurationPage, host: ConsoleHost): TemplateResult {
  const { state, changes, why, mayPropose, source, notes, decided } = page;
  return html`<h1 tabindex="-1">Configuration</h1>
    <p class="lead">${state}</p>
    ${why === undefined ? nothing : html`<p class="note">${why}</p>`}
    ${notes.map((note) => html`<p class="note attention">${note}</p>`)}
    ${changes.map((change) => drawChange(change, host))}
    ${mayPropose ? drawProposal(page, host) : source === undefined ? nothing : drawSource(source)}
    ${drawHistory(page, host)} ${drawTable(decided)}`;
}

const drawSource = (source: string): TemplateResult =>
  html`<section class="card form" aria-label="What runs now">
    <h2>What runs now</h2>
    <pre tabindex="0" aria-label="The configuration’s text">${source}</pre>
  </section>`;

function drawProposal({ source = "", check }: ConfigurationPage, host: ConsoleHost): TemplateResult {
  const { resumed } = host;
  const kept = resumed?.kind === "propose" || resumed?.kind === "check" ? resumed.source : source;
  const reason = resumed?.kind === "propose" ? resumed.reason : "";
  return html`<section class="card form" aria-label="Propose a change" data-place="proposal" tabindex="-1">
    <h2>Propose a change</h2>
    ${drawField(
      {
        id: "source",
        label: "The configuration’s text",
        hint: "It begins as what runs now. Change it, then check it. Nothing changes by checking. Secrets stand in it as references only.",
        value: kept,
        rows: 18,
        isCode: true,
        missing: "The text is empty.",
      },
      host,
    )}
    <div class="actions">
      ${drawButton("Check", () => {
        if (host.filled("source")) host.act({ kind: "check", source: host.text("source") });
      })}
    </div>
    ${check ? drawChecked(check, reason, host) : nothing}
  </section>`;
}

function drawChecked(
  check: NonNullable<ConfigurationPage["check"]>,
  reason: string,
  host: ConsoleHost,
): TemplateResult {
  const propose = (why: string): void => {
    const { source } = check;
    if (host.text("source") === source) host.act({ kind: "propose", source, reason: why });
    else host.change({ missing: "checked" });
  };
  return html`${drawCheck(check)}
  ${host.drafts.missing === "checked" ? html`<p class="missing" role="alert">${changedSince}</p>` : nothing}
  ${check.ok && check.differences.length > 0 ? drawSending("reason", "Propose", reason, host, propose) : nothing}`;
}

// What was shown to do one thing must not be sent as a text that does another.
const changedSince = "The text has changed since it was checked. Check it again.";

/** What a text would do, before anybody proposes it. */
const drawCheck = (
  { summary, issues, differences, effects }: ConsoleCheckResult,
  heading = "What this text would do",
): TemplateResult =>
  html`<div class="check">
    <h3>${heading}</h3>
    <p><b>${summary}</b></p>
    ${
      issues.length === 0
        ? nothing
        : html`<ul class="issues">
            ${issues.map(({ text, isError }) => html`<li class=${isError ? "attention" : ""}>${text}</li>`)}
          </ul>`
    }
    ${effects.length === 0 ? nothing : html`<p class="means"><b>What this does.</b> ${effects.join(" ")}</p>`}
    ${differences.length === 0 ? nothing : drawDifferences(differences)}
  </div>`;

const drawSending = (
  id: string,
  label: string,
  value: string,
  host: ConsoleHost,
  send: (reason: string) => void,
): TemplateResult =>
  html`${drawField(
      {
        id,
        label: "Why",
        hint: "The second person reads it, and the audit keeps it.",
        value,
        rows: 2,
        missing: "Write why: the second person must know.",
      },
      host,
    )}
    <div class="actions">
      ${drawButton(
        label,
        () => {
          if (host.filled(id)) send(host.field(id));
        },
        "primary",
      )}
    </div>`;

function drawHistory(page: ConfigurationPage, host: ConsoleHost): TemplateResult {
  const { history, rollBack, mayPropose } = page;
  const reason = host.resumed?.kind === "roll-back" ? host.resumed.reason : "";
  return html`<section
    class="history"
    aria-label="Configurations that ran"
    data-place="history"
    tabindex="-1"
  >
    <h2>Configurations that ran</h2>
    <table role="table" class="card">
      <caption class="vh">
        Configurations that ran
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${["Configuration", "In use from", "Dangerous changes", "Approved by", ""].map(
            (name) =>
              html`<th role="columnheader" scope="col">${name || html`<span class="vh">Go back</span>`}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${history.map((row) => drawRan(row, mayPropose, host))}
      </tbody>
    </table>
    ${rollBack ? drawRollBack(rollBack, reason, host) : nothing}
  </section>`;
}

function drawRollBack(
  rollBack: NonNullable<ConfigurationPage["rollBack"]>,
  reason: string,
  host: ConsoleHost,
): TemplateResult {
  const { digest, hash, then, ok, differences, mayGoBack } = rollBack;
  const goBack = (why: string): void => {
    host.act({ kind: "roll-back", digest, reason: why });
  };
  return html`<div class="card form" data-place="roll-back" tabindex="-1">
    <h3>What ${hash} changed when it was taken up</h3>
    ${then.length === 0 ? html`<p>It was the first.</p>` : drawDifferences(then)}
    ${drawCheck(rollBack, `What going back to ${hash} would do`)}
    ${
      mayGoBack && ok && differences.length > 0
        ? drawSending("roll-back-reason", "Propose to go back", reason, host, goBack)
        : nothing
    }
  </div>`;
}

const drawRan = (row: ConsoleHistoryRow, mayPropose: boolean, host: ConsoleHost): TemplateResult =>
  html`<tr role="row">
    <th role="rowheader" scope="row">${row.hash}</th>
    <td role="cell" data-label="In use from">${row.applied}</td>
    <td role="cell" data-label="Dangerous changes">${row.dangerous}</td>
    <td role="cell" data-label="Approved by">${row.approvedBy}</td>
    <td role="cell" data-label="Go back">
      ${
        row.current
          ? html`<span class="tag current">Runs now</span>`
          : html`<button
              class="small-button"
              @click=${() => {
                host.act({ kind: "compare", digest: row.digest });
              }}
            >
              ${mayPropose ? "Differences, go back" : "Differences"}<span class="vh">, ${row.hash}</span>
            </button>`
      }
    </td>
  </tr>`;
