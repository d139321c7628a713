import { html, nothing, type TemplateResult } from "lit/html.js";
import type { InboxRow } from "../../src/domain/team-view.js";
import { formatNhsNumber, formatTime } from "../format.js";
import { formatAge, formatMoment } from "./format-age.js";
import type { TeamHost } from "./team-host.js";
import * as panelWords from "./wording-panel.js";
import * as words from "./wording-team.js";

type Group = keyof typeof words.inboxGroups;
/** A group's heading, or a row. */
type Line = { readonly heading: Group } | InboxRow;

const groupOf = ({ episode: { handling } }: InboxRow): Group =>
  handling.kind === "nobody" ? "open" : handling.kind === "taken" ? "taken" : "done";

/** Nobody's first, oldest first; then what is being dealt with; then what is finished, newest first (ui 5). */
export function inboxLines(rows: readonly InboxRow[]): readonly Line[] {
  const at = ({ episode }: InboxRow): number => Date.parse(episode.lastAt);
  return (["open", "taken", "done"] as const).flatMap((group): readonly Line[] => {
    const own = rows
      .filter((row) => groupOf(row) === group)
      .sort((one, other) => (group === "open" ? at(one) - at(other) : at(other) - at(one)));
    return own.length === 0 ? [] : [{ heading: group }, ...own];
  });
}

/** The team's inbox. */
export function drawInbox(rows: readonly InboxRow[], host: TeamHost, nowEpochMs: number): TemplateResult {
  const lines = inboxLines(rows);
  return html`<p class="means">${panelWords.whatOpenedMeans}</p>
    ${
      lines.length === 0
        ? html`<p>${words.inboxEmpty}</p>`
        : html`<div
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
            ${host.rows.draw(lines, 88, (line, index) =>
              "heading" in line
                ? html`<div class="row group" role="row" aria-rowindex=${index + 2}>
                    <span role="cell" aria-colspan="6">${words.inboxGroups[line.heading]}</span>
                  </div>`
                : drawRow(line, index, host, nowEpochMs),
            )}
          </div>`
    }`;
}

function drawRow(row: InboxRow, index: number, host: TeamHost, nowEpochMs: number): TemplateResult {
  const { episode, name, nhsNumber, localId, worker, faults } = row;
  const { openings } = episode;
  return html`<div class="row" role="row" aria-rowindex=${index + 2}>
    <span role="cell"
      ><b>${formatMoment(episode.lastAt, nowEpochMs)}</b><br />${formatAge(episode.lastAt, nowEpochMs)}
      ago</span
    >
    <span role="cell"
      >${host.child(localId, name ?? words.nobodyFits)}
      ${nhsNumber ? html`<br /><span class="muted nb">${formatNhsNumber(nhsNumber)}</span>` : nothing}
      ${faults.map((fault) => html`<br /><span class="tag">${words.faultWords[fault]}</span>`)}</span
    >
    <span role="cell"
      >${openings.length > 1 ? html`<b>Opened ${openings.length} times</b><br />` : nothing}
      ${openings.map(
        ({ organisation, by, role, at }) =>
          html`<span class="opening"
            >${organisation}<br />${by}${role ? `, ${role}` : ""}${
              openings.length > 1 ? `, ${formatTime(at, nowEpochMs)}` : ""
            }</span
          >`,
      )}</span
    >
    <span role="cell">${worker ?? "None allocated"}</span>
    <span role="cell">${owner(row, nowEpochMs)}</span>
    <span role="cell" class="acts">${acts(row, host)}</span>
  </div>`;
}

function owner({ episode: { handling, sentTo } }: InboxRow, nowEpochMs: number): unknown {
  if (handling.kind === "taken")
    return html`<span class="tag mine"
      >${handling.you ? "You" : handling.by}, since ${formatTime(handling.since, nowEpochMs)}</span
    >`;
  if (handling.kind === "finished")
    return html`${handling.by}<br /><span class="muted">${handling.note}</span>`;
  if (handling.passedUpTo === undefined) {
    const to = sentTo.join(" and ");
    return to === "" ? "Team inbox" : to.charAt(0).toUpperCase() + to.slice(1);
  }
  return html`<span class="tag attention">Passed up to ${handling.passedUpTo}</span>${
      handling.passedUpAt
        ? html`<br /><span class="muted"
              >at ${formatTime(handling.passedUpAt, nowEpochMs)}: nobody acted</span
            >`
        : nothing
    }`;
}

function acts({ episode: { id, handling }, localId }: InboxRow, host: TeamHost): unknown {
  if (handling.kind === "finished") return nothing;
  const isMine = handling.kind === "taken" && handling.you;
  return html`${
    isMine
      ? localId
        ? html`<button
            class="small-button"
            @click=${() => {
              host.openCase(localId);
            }}
          >
            Write the note
          </button>`
        : nothing
      : html`<button
          class="small-button ${handling.kind === "nobody" ? "primary" : ""}"
          @click=${() => {
            host.act({ kind: "take", episodeIds: [id] });
          }}
        >
          ${panelWords.take}
        </button>`
  }`;
}
