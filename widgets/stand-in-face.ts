import { html } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import { toInstant } from "../src/domain/instant.js";
import type { AuthorityRecord } from "../src/domain/protection-record.js";
import type { BannerHost } from "./banner-host.js";
import { drawWords, telephoneLink } from "./draw-words.js";
import { wordsFace, type Face } from "./face.js";
import { failedFace } from "./failed-face.js";
import { formatTime } from "./format.js";
import { icon } from "./icons.js";
import * as words from "./wording.js";

/**
 * What stands where an answer is to be drawn by a script that has not come: an alert at once for a record, with whom to
 * ring; for everything else that nothing is known (H-04). No plugin of this version asks before that script is there, so
 * this is for a page that sets the view by itself.
 */
export function standInFace(view: AlertView, host: BannerHost, nowEpochMs: number, isMissing: boolean): Face {
  const { state } = view;
  const isUnread = state.kind === "failed" && state.reason === "record-unreadable";
  if (state.kind === "record") return plainRecordFace(view, state.record.authorities, isMissing);
  if (isUnread) return plainRecordFace(view, [], true);
  if (state.kind !== "failed" && !isMissing)
    return wordsFace(words.answerComingWords, "checking", icon("checking"), view);
  const failed =
    state.kind === "failed"
      ? state
      : ({ reason: "page-incomplete", failedAt: toInstant(nowEpochMs), reference: "CPIS-B01" } as const);
  const why = failed.reason === "page-incomplete" ? words.pageIncomplete : undefined;
  const said = words.failedWords(why, formatTime(failed.failedAt, nowEpochMs), failed.reference);
  return failedFace(said, failed, view, host);
}

function plainRecordFace(view: AlertView, councils: readonly AuthorityRecord[], isMissing: boolean): Face {
  const [heading, coming, missing] = words.plainRecordWords;
  const line = (label: string, digits: string | undefined): unknown =>
    html`<p>${label} ${digits ? telephoneLink(digits, true) : words.notKnown}</p>`;
  return {
    look: "record",
    icon: icon("record"),
    heading,
    body: html`${councils.map(
        ({ name, officeHoursTelephone, emergencyDutyTelephone }) =>
          html`<p class="who"><b>${name}</b></p>
            ${line(words.telephoneLabels[0], officeHoursTelephone)}${line(words.telephoneLabels[1], emergencyDutyTelephone)}`,
      )}
      <p class="foot b">${drawWords(isMissing ? missing : coming, view.safeguardingTelephone)}</p>`,
    isAssertive: true,
  };
}
