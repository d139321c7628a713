import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ConsoleCell, ConsoleTable } from "../../src/domain/console-view.js";

/** Rows under headings, which become blocks with a label to each value where there is no width. */
export function drawTable(table: ConsoleTable, isCaptionShown = true): TemplateResult {
  const { caption, columns, rows, empty } = table;
  const caption_ = html`<caption class=${isCaptionShown ? "" : "vh"}>
    ${caption}
  </caption>`;
  if (rows.length === 0)
    return html`<section class="card">
      <h2 class="card-head">${caption}</h2>
      <p class="empty">${empty}</p>
    </section>`;
  return html`<table role="table" class="card">
    ${caption_}
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((cells) => drawRow(cells, columns))}
    </tbody>
  </table>`;
}

const drawRow = (cells: readonly ConsoleCell[], columns: readonly string[]): TemplateResult =>
  html`<tr role="row">
    ${cells.map((cell, at) =>
      at === 0
        ? html`<th role="rowheader" scope="row">${drawCell(cell)}</th>`
        : html`<td role="cell" data-label=${columns[at] ?? ""}>${drawCell(cell)}</td>`,
    )}
  </tr>`;

/** Names and their values, under one heading: certificates, this gateway. */
export function drawFacts({ caption, rows, empty }: ConsoleTable): TemplateResult {
  return html`<section class="card facts" aria-label=${caption}>
    <h2 class="card-head">${caption}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${empty}</p>`
        : html`<dl>
            ${rows.map(
              ([name, value]) =>
                html`<div>
                  <dt>${name ? drawCell(name) : nothing}</dt>
                  <dd>${value ? drawCell(value) : nothing}</dd>
                </div>`,
            )}
          </dl>`
    }
  </section>`;
}

/** One value in words; a tag where it has a look. */
export function drawCell({ text, under, look, link }: ConsoleCell): TemplateResult {
  return html`${drawText(text, look)}${link ? html` <a href=${link.href}>${link.label}</a>` : nothing}${
    under === undefined ? nothing : html`<span class="under">${under}</span>`
  }`;
}

function drawText(text: string, look: ConsoleCell["look"]): unknown {
  switch (look) {
    case undefined:
      return text;
    case "strong":
      return html`<b>${text}</b>`;
    case "on":
      return html`<span class="on">${text}</span>`;
    case "number":
      return html`<span class="number">${text}</span>`;
    case "solid":
      return html`<span class="tag current">${text}</span>`;
    case "dashed":
      return html`<span class="tag">${text}</span>`;
    case "attention":
      return html`<span class="tag attention">${text}</span>`;
  }
}
