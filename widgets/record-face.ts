import { html, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import type { BannerHost } from "./banner-host.js";
import { countPlans, hasUnreadPart, listCouncils, type Council, type ShownPlan } from "./council.js";
import { byWhom, type Face } from "./face.js";
import { formatDate, formatTime } from "./format.js";
import { isAllEnded, isUnborn, recordHeading } from "./record-heading.js";
import { telephoneRow } from "./telephone.js";
import * as words from "./wording.js";

type RecordState = Extract<LookupState, { kind: "record" }>;

/** A record: whose plan, which kind, since when, and whom to ring now. Never dismissible, never merged (H-09, H-10). */
export function recordFace(view: AlertView, state: RecordState, host: BannerHost, nowEpochMs: number): Face {
  const { record, retrievedAt } = state;
  const councils = listCouncils(record, view, nowEpochMs);
  const ended = isAllEnded(record, councils);
  const isTall = councils.length > 1;
  const rows = councils.slice(0, 2).map((council, row) => {
    const who = html`<p class=${isTall ? "who" : "lead"}>
      ${isTall ? tagsAndName(council) : planSentence(council, ended)}
    </p>`;
    return [who, telephoneRow(host, council, String(row))];
  });
  const look = ended ? "ended" : "record";
  return {
    look,
    icon: look,
    heading: recordHeading(record, councils),
    body: html`<div class=${isTall ? "rows" : ""}>${rows}</div>
      ${gapWords(state).map((gap) => html`<p class="foot"><b>${gap}</b></p>`)}`,
    provenance:
      councils.length > 2
        ? [words.moreCouncils(councils.length - 2)]
        : [
            `Checked ${formatTime(retrievedAt, nowEpochMs)}${byWhom(view.checkedBy)}.`,
            words.tellsWords(view.accessMode, councils.length),
          ],
    action: host.details("Show details", "Hide details"),
    isAssertive: !ended,
    isTall,
  };
}

/** A plan's tag: filled while current, dashed otherwise. */
export const tag = (text: string, { status }: ShownPlan): TemplateResult =>
  html`<span class="tag ${status === "current" ? "full" : ""}">${text}</span> `;

const tagsAndName = ({ plans, authority }: Council): TemplateResult =>
  html`${plans.map((plan) =>
      tag(
        `${words.planWords[plan.kind][1]}${plan.status === "current" ? "" : ` ${words.statusWords[plan.status].toLowerCase()}`}`,
        plan,
      ),
    )}<b>${authority.name}</b>`;

function planSentence(council: Council, allEnded: boolean): TemplateResult {
  const [plan, another] = council.plans;
  if (plan === undefined || another !== undefined) return tagsAndName(council);
  const { kind, status, startDate, endDate } = plan;
  const whose = isUnborn(plan) ? html`<b>For the baby</b>, not for this patient. ` : "";
  const name = html`<b>${council.authority.name}</b>`;
  const from = formatDate(startDate);
  if (allEnded) return html`${whose}${name}, from ${from}. ${words.endedMeans(isUnborn(plan))}`;
  const until =
    endDate === undefined ? "" : `, ${status === "ended" ? "ended" : "ends"} ${formatDate(endDate)}`;
  return html`${tag(words.statusWords[status], plan)}${whose || `${words.planWords[kind][2]}, `}${name},
  ${status === "not-started" ? "starts" : "started"} ${from}${until}`;
}

/** What of the reply could not be shown, in words; nothing is silently dropped (design section 5). */
function gapWords({ record }: RecordState): readonly string[] {
  const said = hasUnreadPart(record) ? [words.unreadPart] : [];
  return record.gaps.includes("record-count-differs")
    ? [...said, words.countDiffers(record.declaredChildRecords, countPlans(record), "records")]
    : said;
}
