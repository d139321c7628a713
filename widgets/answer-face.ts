import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import { answerIcon } from "./answer-icons.js";
import type { AnswerHost } from "./banner-host.js";
import { detailsButton } from "./details-button.js";
import { wordsFace, type Face } from "./face.js";
import { failedFace } from "./failed-face.js";
import { formatNhsNumber, formatSeconds, formatTime, formatTimeOnDate } from "./format.js";
import { icon } from "./icons.js";
import { recordFace } from "./record-face.js";
import * as words from "./wording-answer.js";
import { askLabel, failedWords, type StateWords } from "./wording.js";

type Of<K extends LookupState["kind"]> = Extract<LookupState, { kind: K }>;

/** How what only asking brings is drawn; undefined for what `drawFace` draws. There is no default. */
export function answerFace(view: AlertView, host: AnswerHost, nowEpochMs: number): Face | undefined {
  const { state } = view;
  switch (state.kind) {
    case "checking":
      return wordsFace(askedWords(view, state), "checking", icon("checking"), view);
    case "record":
      return recordFace(view, state, host, nowEpochMs);
    case "no-record":
      return noRecordFace(view, state, host, nowEpochMs);
    case "failed":
      return failedFace(unknownWords(state, formatTime(state.failedAt, nowEpochMs)), state, view, host);
    case "stale":
      return agedFace(view, state, host, nowEpochMs);
    case "idle":
    case "not-checked":
      return undefined;
  }
}

function askedWords(view: AlertView, { phase, since, answerDueAt }: Of<"checking">): StateWords {
  const started = formatSeconds(since);
  return phase === "slow"
    ? words.slowWords(started, answerDueAt && formatSeconds(answerDueAt))
    : words.askedWords(started, view.accessMode);
}

function noRecordFace(
  view: AlertView,
  { retrievedAt }: Of<"no-record">,
  host: AnswerHost,
  nowEpochMs: number,
): Face {
  const { checkedBy, accessMode, askedAt = retrievedAt } = view;
  const number = formatNhsNumber(view.patient?.nhsNumber);
  return wordsFace(
    words.noRecordWords(number, formatTimeOnDate(askedAt), accessMode),
    "none",
    answerIcon("none"),
    view,
    {
      action: detailsButton(host, words.noRecordDetailsLabels),
      provenance: checkedBy?.you
        ? []
        : [words.checkedWords(formatTime(retrievedAt, nowEpochMs), words.byWhom(checkedBy))],
    },
  );
}

function unknownWords({ reason, reference }: Of<"failed">, at: string): StateWords {
  return reason === "record-unreadable"
    ? words.recordUnreadableWords(at, reference)
    : failedWords(words.failedReasons[reason], at, reference);
}

function agedFace(
  view: AlertView,
  { since, checkedAt = since, checkedBy }: Of<"stale">,
  host: AnswerHost,
  nowEpochMs: number,
): Face {
  const checked = formatTime(checkedAt, nowEpochMs);
  return wordsFace(words.staleAgeWords(checked, words.byWhom(checkedBy)), "stale", icon("checking"), view, {
    action: host.ask("check-again", askLabel(words.checkAgain, view.accessMode)),
  });
}
