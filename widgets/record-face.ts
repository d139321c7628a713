import { html, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import { answerIcon } from "./answer-icons.js";
import type { AnswerHost } from "./banner-host.js";
import { countPlans, isUnborn, listCouncils, unreadParts, type Council, type ShownPlan } from "./council.js";
import { detailsButton } from "./details-button.js";
import { drawWords } from "./draw-words.js";
import type { Face } from "./face.js";
import { formatDate, formatTime } from "./format.js";
import { icon } from "./icons.js";
import { recordHeading } from "./record-heading.js";
import { telephoneRow } from "./telephone.js";
import * as words from "./wording-record.js";
import { byWhom, checkedWords } from "./wording-answer.js";

type RecordState = Extract<LookupState, { kind: "record" }>;

/** A record: whose plan, which kind, since when, and whom to ring now. Never dismissible, never merged (H-09, H-10). */
export function recordFace(view: AlertView, state: RecordState, host: AnswerHost, nowEpochMs: number): Face {
  const { record, retrievedAt } = state;
  const councils = listCouncils(record, view, nowEpochMs);
  const { length } = councils;
  const unread = unreadParts(record);
  const countsDiffer = record.gaps.includes("record-count-differs");
  const lacks =
    countsDiffer ||
    (record.gaps.includes("access-count-differs") && record.declaredAccessRecords === undefined);
  // A plan that was left unread, or that totals nobody could read or match speak of, may be a current one (H-11).
  const isEnded = !unread[0] && !lacks && councils.every((council) => council.isEnded);
  const look = isEnded ? "ended" : "record";
  const gaps = [
    ...unread,
    ...(lacks
      ? [
          words.countDiffers(
            countsDiffer ? record.declaredChildRecords : undefined,
            countPlans(record),
            "records",
          ),
        ]
      : []),
  ];
  return {
    look,
    icon: isEnded ? answerIcon("ended") : icon("record"),
    heading: recordHeading(councils, isEnded, unread.length > 0),
    body: html`<div class=${length > 1 ? "rows" : ""}>
        ${councils.slice(0, 2).map(
          (council, row) =>
            html`<p class="who">${length > 1 ? tagsAndName(council) : planSentence(council, isEnded)}</p>
              ${telephoneRow(host, council, String(row))}`,
        )}
      </div>
      ${gaps.map((gap) => html`<p class="foot b">${gap}</p>`)}`,
    provenance:
      length > 2
        ? [words.moreCouncils(length - 2)]
        : [
            checkedWords(formatTime(retrievedAt, nowEpochMs), byWhom(view.checkedBy)),
            words.tellsWords(view.accessMode, length),
          ],
    action: detailsButton(host, words.recordDetailsLabels),
    isAssertive: !isEnded,
    isTall: length > 1,
  };
}

/** A plan's tag: filled while current, dashed otherwise. */
export const tag = (text: string, { status }: ShownPlan): TemplateResult =>
  html`<span class="tag ${status === "current" ? "full" : ""}">${text}</span> `;

const tagsAndName = ({ plans, authority }: Council): TemplateResult =>
  html`${plans.map((plan) => {
      const name = words.planWords[plan.kind][2];
      return tag(
        plan.status === "current" ? name : `${name} ${words.statusWords[plan.status].toLowerCase()}`,
        plan,
      );
    })}<b>${authority.name}</b>`;

function planSentence(council: Council, isEnded: boolean): TemplateResult {
  const [plan, another] = council.plans;
  if (!plan || another) return tagsAndName(council);
  const { kind, status, startDate, endDate } = plan;
  const start = formatDate(startDate);
  const baby = html`<b>${words.forTheBaby[0]}</b>${words.forTheBaby[1]}`;
  return html`${isEnded ? "" : tag(words.statusWords[status], plan)}${
    isUnborn(plan) ? baby : isEnded ? "" : `${words.planWords[kind][3]}, `
  }<b>${council.authority.name}</b>${drawWords(
    isEnded
      ? words.endedSince(start, isUnborn(plan))
      : words.planDates(status, start, endDate && formatDate(endDate)),
  )}`;
}
