import { html, type TemplateResult } from "lit/html.js";
import { answerIcon } from "./answer-icons.js";
import type { AnswerHost } from "./banner-host.js";
import type { Council } from "./council.js";
import { telephoneLink } from "./draw-words.js";
import { formatTelephone } from "./format.js";
import { notKnown, telephoneLabels } from "./wording.js";
import { copyLabel, useNowLabel } from "./wording-record.js";

/** One of a council's two numbers. */
export interface CouncilNumber {
  readonly label: string;
  readonly digits: string | undefined;
  /** Whether it is the one to ring now; undefined where nobody can know. */
  readonly applies: boolean | undefined;
}

/**
 * Both numbers of a council, always both, with the one that applies now (R-43).
 *
 * Where the record holds only one, none is marked: it is the one to ring at any hour.
 */
export function councilNumbers({ authority, telephoneNow }: Council): readonly CouncilNumber[] {
  const { officeHoursTelephone, emergencyDutyTelephone } = authority;
  const isMarked = telephoneNow !== "unknown" && officeHoursTelephone && emergencyDutyTelephone;
  const number = (label: string, digits: string | undefined, isEmergency: boolean): CouncilNumber => ({
    label,
    digits,
    applies: isMarked ? (telephoneNow === "emergency-duty") === isEmergency : undefined,
  });
  return [
    number(telephoneLabels[0], officeHoursTelephone, false),
    number(telephoneLabels[1], emergencyDutyTelephone, true),
  ];
}

/** The pill that marks the number to ring now; outlined where every plan has ended. */
export const useNow = (ended: boolean): TemplateResult =>
  html`<span class="tag pill ${ended ? "" : "full"}">${answerIcon("phone")}${useNowLabel}</span> `;

/** A number with its copy button, or the words for a number that the record does not hold. */
export function numberAndCopy(
  host: AnswerHost,
  place: string,
  { label, digits, applies }: CouncilNumber,
): unknown {
  if (!digits) return notKnown;
  const shown = formatTelephone(digits);
  const copy = (): void => {
    host.copy(place, shown);
  };
  return html`<span class="nb"
    >${telephoneLink(digits, applies)}<button
      class="copy"
      aria-label=${copyLabel(label, shown)}
      @click=${copy}
    >
      ${answerIcon("copy")}
    </button></span
  >`;
}

/** *Copied 01632 960101*, in space already empty. */
export const copiedNote = ({ copied }: AnswerHost, place: string): unknown =>
  copied?.place === place ? html`<b class="copied">${copied.text}</b>` : "";

/** Row 3 of the closed banner: both numbers of one council, copies included. */
export const telephoneRow = (host: AnswerHost, council: Council, place: string): TemplateResult =>
  html`<p class="tel">
    ${councilNumbers(council).map(
      (number) =>
        html`<span class="num"
          >${number.applies ? useNow(council.isEnded) : ""}${number.label}
          ${numberAndCopy(host, place, number)}</span
        > `,
    )}${copiedNote(host, place)}
  </p>`;
