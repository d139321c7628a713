import { html, type TemplateResult } from "lit/html.js";
import type { BannerHost } from "./banner-host.js";
import type { Council } from "./council.js";
import { formatTelephone, notKnown } from "./format.js";
import { icon } from "./icons.js";

/** One of a council's two numbers. */
export interface CouncilNumber {
  readonly label: string;
  readonly digits: string | undefined;
  /** Whether it is the one to ring now; undefined where nobody can know. */
  readonly applies: boolean | undefined;
}

/** Both numbers of a council, always both, with the one that applies now (R-43). */
export function councilNumbers({ authority, telephoneNow }: Council): readonly CouncilNumber[] {
  const number = (label: string, digits: string | undefined, when: string): CouncilNumber => ({
    label,
    digits,
    applies: telephoneNow === "unknown" ? undefined : telephoneNow === when,
  });
  return [
    number("Office hours", authority.officeHoursTelephone, "office-hours"),
    number("Emergency duty", authority.emergencyDutyTelephone, "emergency-duty"),
  ];
}

/** The pill that marks the number to ring now; outlined where every plan has ended. */
export const useNow = (ended: boolean): TemplateResult =>
  html`<span class="tag pill ${ended ? "" : "full"}">${icon("phone")}Use now</span> `;

/** A telephone as a link. */
export const telephoneLink = (digits: string, isStrong: unknown): TemplateResult =>
  html`<a class=${isStrong ? "b" : ""} href="tel:${digits}">${formatTelephone(digits)}</a>`;

/** A number with its copy button, or the words for a number that the record does not hold. */
export function numberAndCopy(
  host: BannerHost,
  place: string,
  { label, digits, applies }: CouncilNumber,
): unknown {
  if (!digits) return notKnown;
  const shown = formatTelephone(digits);
  const copy = (): void => {
    host.copy(place, shown);
  };
  return html`${telephoneLink(digits, applies)}<button
      class="copy"
      aria-label="Copy ${label} ${shown}"
      @click=${copy}
    >
      ${icon("copy")}
    </button>`;
}

/** *Copied 01632 960101*, in space already empty. */
export const copiedNote = ({ copied }: BannerHost, place: string): unknown =>
  copied?.place === place ? html`<b class="copied">${copied.text}</b>` : "";

/** Row 3 of the closed banner: both numbers of one council, copies included. */
export const telephoneRow = (host: BannerHost, council: Council, place: string): TemplateResult =>
  html`<p class="tel">
    ${councilNumbers(council).map(
      (number) =>
        html`<span class="num"
          >${number.applies ? useNow(council.ended) : ""}${number.label}
          ${numberAndCopy(host, place, number)}</span
        > `,
    )}${copiedNote(host, place)}
  </p>`;

/** Puts the safeguarding team's number where a wording has its mark, or leaves the mark's phrase out. */
export function withTelephone(wording: string, digits: string | undefined): unknown {
  const [before = "", after] = wording.split("#");
  if (after === undefined) return wording;
  return digits ? html`${before}${telephoneLink(digits, true)}${after}` : before.replace(/ on $/, "") + after;
}
