import { html, type TemplateResult } from "lit/html.js";
import { formatTelephone } from "./format.js";

/** A telephone as a link. */
export const telephoneLink = (digits: string, isStrong: unknown): TemplateResult =>
  html`<a class=${isStrong ? "b" : ""} href="tel:${digits}">${formatTelephone(digits)}</a>`;

/**
 * A wording as it is drawn: the safeguarding team's number at its mark, or without the mark's phrase where the site has
 * configured none, and every date on one line.
 */
export function drawWords(wording: string, digits?: string): unknown {
  const words = digits ? wording : wording.replace(" on #", "");
  return words
    .split(/(#|\d\d-\w{3}-\d{4})/)
    .map((part, index) =>
      index % 2 === 0
        ? part
        : part === "#"
          ? telephoneLink(digits ?? "", true)
          : html`<span class="nb">${part}</span>`,
    );
}
