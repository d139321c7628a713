import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import { londonTime } from "../src/domain/instant.js";
import type { AnswerHost } from "./banner-host.js";
import type { Council, ShownPlan } from "./council.js";
import { table, type Row } from "./details-parts.js";
import { formatDate } from "./format.js";
import { tag } from "./record-face.js";
import { copiedNote, councilNumbers, numberAndCopy, useNow, type CouncilNumber } from "./telephone.js";
import { planWords, statusWords, unreadWords } from "./wording-record.js";
import {
  hoursWords,
  noEndDate,
  otherTimes,
  planColumns,
  shownFor12Months,
  unbornNotes,
} from "./wording-details.js";

/** One council: its plans, both its numbers, and the sentence that explains which applies (R-33, R-43, H-10). */
export function councilCard(
  council: Council,
  place: string,
  view: AlertView,
  host: AnswerHost,
  nowEpochMs: number,
): TemplateResult {
  const { authority, plans } = council;
  const now = londonTime(nowEpochMs);
  return html`<div class="card council">
    <div class="h2" role="heading" aria-level=${host.headingLevel + 1}>${authority.name}</div>
    ${plans.length > 0 ? table(authority.name, planColumns, plans.map(planRow)) : html`<p>${unreadWords["plan-unreadable"]}</p>`}
    <div class="tiles">
      ${councilNumbers(council).map((number, index) => tile(number, council.isEnded, `${place}${String(index)}`, host))}
    </div>
    <p class="foot">
      ${hoursWords(view.officeHours?.[authority.odsCode], view.bankHolidays?.dates.includes(now.date) ?? false, now)}
    </p>
  </div>`;
}

function planRow(plan: ShownPlan): Row {
  const { kind, status, startDate, endDate } = plan;
  const unborn = kind === "unborn-child-protection-plan";
  const ends = endDate === undefined ? noEndDate : formatDate(endDate);
  return {
    cells: [
      html`<b>${planWords[kind][3]}</b>${unborn ? html`<small>${unbornNotes[0]}</small>` : nothing}`,
      tag(statusWords[status], plan),
      formatDate(startDate),
      html`${ends}${unborn ? html`<small>${unbornNotes[1]}</small>` : status === "ended" ? shownFor12Months : nothing}`,
    ],
  };
}

const tile = (number: CouncilNumber, ended: boolean, place: string, host: AnswerHost): TemplateResult =>
  html`<div class="tile ${number.applies ? "now" : ""}">
    ${number.applies ? useNow(ended) : number.applies === false ? otherTimes : nothing}
    <div>${number.label}</div>
    <div class="n">${numberAndCopy(host, place, number)}</div>
    ${copiedNote(host, place)}
  </div>`;
