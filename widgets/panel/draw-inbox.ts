import { html, nothing, type TemplateResult } from "lit/html.js";
import type { InboxRow } from "../../src/domain/team-view.js";
import { formatDate, formatNhsNumber, formatTime } from "../format.js";
import { formatBorn } from "../format-person.js";
import { drawInboxActs } from "./draw-inbox-acts.js";
import { drawTabs } from "./draw-tabs.js";
import { formatAge, formatMoment } from "./format-age.js";
import { inboxLines, inboxTabs, type InboxTab } from "./inbox-lines.js";
import { joinWords } from "./join-words.js";
import type { TeamHost } from "./team-host.js";
import * as panelWords from "./wording-panel.js";
import * as words from "./wording-team.js";

/** The team's inbox. */
export function drawInbox(rows: readonly InboxRow[], host: TeamHost, nowEpochMs: number): TemplateResult {
  const tabs = inboxTabs(rows);
  const tab = tabs.find(({ id }) => id === host.tab)?.id ?? "open";
  return html`<p class="means">${panelWords.whatOpenedMeans}</p>
    ${drawTabs(tabs, tab, words.titles.inbox, host.chooseTab, drawLines(rows, tab, host, nowEpochMs))}`;
}

function drawLines(
  rows: readonly InboxRow[],
  tab: InboxTab,
  host: TeamHost,
  nowEpochMs: number,
): TemplateResult {
  const lines = inboxLines(rows, tab);
  if (lines.length === 0) return html`<p class="empty">${words.inboxEmpty[tab]}</p>`;
  return html`<div
    class="table inbox"
    role="table"
    aria-label=${words.titles.inbox}
    aria-rowcount=${lines.length + 1}
  >
    <div role="rowgroup">
      <div class="row head" role="row" aria-rowindex="1">
        ${["Opened", "Child", "Where and by whom", "Worker", "Who has it now", "Act"].map(
          (name) => html`<span role="columnheader">${name}</span>`,
        )}
      </div>
    </div>
    ${host.rows.draw(
      lines,
      96,
      (line) => ("heading" in line ? line.heading : line.episode.id),
      (line, index) =>
        "heading" in line
          ? html`<div class="row group" role="row" aria-rowindex=${index + 2}>
              <span role="cell" aria-colspan="6">${words.inboxGroups[line.heading]}</span>
            </div>`
          : drawRow(line, index, host, nowEpochMs),
    )}
  </div>`;
}

function drawRow(row: InboxRow, index: number, host: TeamHost, nowEpochMs: number): TemplateResult {
  const { episode, worker } = row;
  return html`<div
    class="row"
    role="row"
    aria-rowindex=${index + 2}
    tabindex="-1"
    data-place=${episode.id}
    aria-label=${row.name ?? words.nobodyFits}
  >
    <span role="cell"
      ><b>${formatMoment(episode.lastAt, nowEpochMs)}</b><br />${formatAge(episode.lastAt, nowEpochMs)}
      ago</span
    >
    <span role="cell">${drawChild(row, host, nowEpochMs)}</span>
    <span role="cell">${drawOpenings(row, nowEpochMs)}</span>
    <span role="cell"
      >${worker ?? words.noWorker}${
        row.workerAway ? html`<br /><span class="muted">${words.away}</span>` : nothing
      }</span
    >
    <span role="cell">${drawOwner(row, nowEpochMs)}</span>
    <span role="cell" class="acts">${drawInboxActs(row, host)}</span>
  </div>`;
}

function drawChild(row: InboxRow, host: TeamHost, nowEpochMs: number): TemplateResult {
  const { localId, name, birthDate, dueDate, nhsNumber, unborn, planEnded, faults } = row;
  const born = birthDate
    ? `Born ${formatBorn(birthDate, nowEpochMs)}`
    : dueDate
      ? `Due ${formatDate(dueDate)}`
      : undefined;
  return html`${host.child(localId, name ?? words.nobodyFits)}
  ${born ? html`<br /><span class="nb">${born}</span>` : nothing}
  ${
    nhsNumber
      ? html`<br /><span class="muted nb"
            >${unborn ? `${words.motherNumber} ` : ""}${formatNhsNumber(nhsNumber)}</span
          >`
      : nothing
  }
  ${planEnded ? html`<br /><span class="tag">${words.planEnded}</span>` : nothing}
  ${faults.map((fault) => html`<br /><span class="tag attention">${words.faultWords[fault]}</span>`)}`;
}

function drawOpenings({ episode: { openings } }: InboxRow, nowEpochMs: number): TemplateResult {
  const several = openings.length > 1;
  return html`${several ? html`<b>Opened ${openings.length} times</b><br />` : nothing}
  ${openings.map(
    ({ organisation, by, role, at }) =>
      html`<span class="opening"
        >${organisation}<br />${by}${role ? `, ${role}` : ""}${
          several ? `, ${formatTime(at, nowEpochMs)}` : ""
        }</span
      >`,
  )}`;
}

function drawOwner({ episode: { handling, sentTo } }: InboxRow, nowEpochMs: number): unknown {
  if (handling.kind === "taken")
    return html`<span class="tag mine"
      >${handling.you ? "You" : handling.by}, since ${formatTime(handling.since, nowEpochMs)}</span
    >`;
  if (handling.kind === "finished")
    return html`${handling.by}<br /><span class="muted">${formatMoment(handling.at, nowEpochMs)}</span>`;
  if (handling.passedUpTo === undefined) {
    const to = joinWords(sentTo);
    return to === "" ? "Team inbox" : to.charAt(0).toUpperCase() + to.slice(1);
  }
  const { passedUpTo, passedUpAt, passedOn } = handling;
  return html`<span class="tag attention"
      >${passedOn ? words.passedOnTo(passedUpTo) : words.passedUpTo(passedUpTo)}</span
    >${
      passedUpAt
        ? html`<br /><span class="muted"
              >at ${formatTime(passedUpAt, nowEpochMs)}${passedOn ? "" : words.nobodyActed}</span
            >`
        : nothing
    }`;
}
