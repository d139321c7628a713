import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Compared, Difference, WorkRow } from "../../src/domain/team-view.js";
import { formatDate, formatNhsNumber } from "../format.js";
import { formatBorn, formatDateTime } from "../format-person.js";
import { formatAge, formatMoment } from "./format-age.js";
import type { TeamHost } from "./team-host.js";
import * as words from "./wording-team.js";

/** One task: whom it is about, the problem in plain words, the one thing to do, and since when (R-93, H-21). */
export function drawTask(row: WorkRow, index: number, host: TeamHost, nowEpochMs: number): TemplateResult {
  const [problem, todo, label] = words.taskWords[row.kind];
  return html`<div
    class="row"
    role="row"
    aria-rowindex=${index + 2}
    tabindex="-1"
    data-place=${row.id}
    aria-label=${row.about}
  >
    <span role="cell">${drawAbout(row, host, nowEpochMs)}</span>
    <span role="cell"><b>${problem}</b>${drawSides(row)}${drawNational(row)}</span>
    <span role="cell"
      >${todo}<br /><button
        class="small-button primary"
        @click=${() => {
          host.openTask(row.localId, row.kind);
        }}
      >
        ${label}
      </button>
      <span class="muted owner">With ${row.owner}</span></span
    >
    <span role="cell"
      >${
        row.since
          ? html`<span class="nb">${formatMoment(row.since, nowEpochMs)}</span
              ><br />${formatAge(row.since, nowEpochMs)}`
          : "Not known"
      }</span
    >
  </div>`;
}

function drawAbout(row: WorkRow, host: TeamHost, nowEpochMs: number): TemplateResult {
  const { localId, about, birthDate, dueDate, nhsNumber, unborn } = row;
  return html`${host.child(localId, about)}
  ${birthDate ? html`<br /><span class="nb">Born ${formatBorn(birthDate, nowEpochMs)}</span>` : nothing}
  ${dueDate ? html`<br /><span class="nb">Due ${formatDate(dueDate)}</span>` : nothing}
  ${
    localId === undefined
      ? nothing
      : html`<br /><span class="muted nb"
            >${
              nhsNumber
                ? `${unborn ? `${words.motherNumber} ` : ""}${formatNhsNumber(nhsNumber)}`
                : words.noNhsNumber
            }</span
          >`
  }`;
}

function drawNational({ code, detail }: WorkRow): unknown {
  const said = [code, detail && /^[0-9]{10}$/.test(detail) ? formatNhsNumber(detail) : detail];
  const national = said.filter(Boolean).join(", ");
  return national === "" ? nothing : html`<span class="muted national">${national}</span>`;
}

const drawSides = ({ differences, compared }: WorkRow): unknown =>
  differences ? drawDifferences(differences) : compared ? drawCompared(compared) : nothing;

// Ours against the NHS's, side by side, with only the differing cells marked.
const drawDifferences = (differences: readonly Difference[]): TemplateResult =>
  drawTable(
    ["Ours", "NHS"],
    differences.map(({ field, ours, theirs }) => [field, ours, theirs] as const),
  );

// The register says that something differs, not what: the one thing known is what was sent, and whether it is still what we hold.
const drawCompared = ({ fields, at }: Compared): TemplateResult =>
  html`${
      fields.every(({ sent, ours }) => sent === ours)
        ? drawSame(fields)
        : drawTable(
            [words.refusedSide, words.oursSide],
            fields.map(({ field, sent, ours }) => [field, sent, ours] as const),
          )
    }<span class="muted">${words.notSaidWhich(formatDateTime(at))}</span>`;

const drawSame = (fields: Compared["fields"]): TemplateResult =>
  html`<table class="sides">
    <tbody>
      ${fields.map(
        ({ field, sent }) =>
          html`<tr>
            <th scope="row">${field}</th>
            <td>${sent}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const drawTable = (
  sides: readonly [string, string],
  rows: readonly (readonly [field: string, one: string, other: string])[],
): TemplateResult =>
  html`<table class="sides">
    <thead>
      <tr>
        <td></td>
        <th scope="col">${sides[0]}</th>
        <th scope="col">${sides[1]}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(([field, one, other]) => {
        const mark = one === other ? "" : "differs";
        return html`<tr>
          <th scope="row">${field}</th>
          <td><span class=${mark}>${one}</span></td>
          <td><span class=${mark}>${other}</span></td>
        </tr>`;
      })}
    </tbody>
  </table>`;
