import { html, type TemplateResult } from "lit/html.js";
import type { BannerHost } from "./banner-host.js";

/** A heading one level below the banner's own. */
export const heading = ({ headingLevel }: BannerHost, text: string): TemplateResult =>
  html`<div class="h3" role="heading" aria-level=${headingLevel + 1}>${text}</div>`;

/** A box of the aside. */
export const box = (host: BannerHost, title: string, content: unknown, strength = ""): TemplateResult =>
  html`<div class="card ${strength}">
    ${heading(host, title)}
    <div>${content}</div>
  </div>`;

/** A plain list. */
export const bullets = (items: readonly string[]): TemplateResult =>
  html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;

/** One row of a table; `marked` rows are tinted. */
export interface Row {
  readonly cells: readonly unknown[];
  readonly marked?: boolean;
}

/**
 * A table that becomes blocks in a narrow banner, each value with its label.
 *
 * The roles are written out because browsers drop them from a table that is displayed as blocks.
 */
export function table(name: string, columns: readonly string[], rows: readonly Row[]): TemplateResult {
  return html`<table role="table" aria-label=${name}>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        ({ cells, marked }) =>
          html`<tr role="row" class=${marked ? "marked" : ""}>
            ${cells.map(
              (cell, index) => html`<td role="cell" data-label=${columns[index] ?? ""}>${cell}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
