import { html } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import type { BannerHost } from "./banner-host.js";
import { wordsFace, type Face } from "./face.js";
import { formatTimeOnDate, formatNhsNumber, formatSeconds, formatTime } from "./format.js";
import { recordFace } from "./record-face.js";
import * as words from "./wording.js";

/** No patient is open, or nothing about the one who is has arrived: unknown, and said so. */
export const idleFace = (): Face => wordsFace(words.idleWords, "checking", "not-checked");

/** The only face of a discreet screen until staff ask to see it: equal for every patient and every answer. */
export const discreetFace = (): Face => wordsFace(words.discreetWords, "plain", "hidden");

/** What a view that cannot be drawn becomes: never a blank, never an older answer (H-04, R-40). */
export const undrawableFace = (at: string): Face =>
  wordsFace(words.failedWords("internal", at, "CPIS-G03"), "failed", "failed");

/** Decides how a view is drawn. Every kind of state has its own words and look; there is no default. */
export function drawFace(view: AlertView, host: BannerHost, nowEpochMs: number): Face {
  const face = faceOf(view, host, nowEpochMs);
  if (!view.numberChanged) return face;
  return { ...face, provenance: [words.numberChangedNote, ...(face.provenance ?? [])] };
}

function faceOf(view: AlertView, host: BannerHost, nowEpochMs: number): Face {
  const { state, accessMode } = view;
  switch (state.kind) {
    case "idle":
      return idleFace();
    case "checking":
      return wordsFace(checkingWords(view, state), "checking", "checking", view);
    case "record":
      return recordFace(view, state, host, nowEpochMs);
    case "no-record": {
      const number = formatNhsNumber(view.patient?.nhsNumber);
      const { checkedBy } = view;
      return wordsFace(
        words.noRecordWords(number, formatTimeOnDate(view.askedAt ?? state.retrievedAt), accessMode),
        "none",
        "none",
        view,
        {
          action: host.details(...words.noRecordDetailsLabels),
          provenance: checkedBy?.you
            ? []
            : [words.checkedWords(formatTime(state.retrievedAt, nowEpochMs), words.byWhom(checkedBy))],
        },
      );
    }
    case "not-checked":
      return notCheckedFace(view, state, host, formatTime(state.since, nowEpochMs));
    case "failed":
      return failedFace(view, state, host, formatTime(state.failedAt, nowEpochMs));
    case "stale":
      return staleFace(view, state, host, nowEpochMs);
  }
}

type Of<K extends LookupState["kind"]> = Extract<LookupState, { kind: K }>;

function checkingWords(view: AlertView, { phase, since, answerDueAt }: Of<"checking">): words.StateWords {
  if (phase === "dwell") return words.dwellWords(view.dwellMs, view.accessMode);
  const started = formatSeconds(since);
  return phase === "asked"
    ? words.askedWords(started, view.accessMode)
    : words.slowWords(started, answerDueAt && formatSeconds(answerDueAt));
}

// A person may look beyond these; what stands in the way of the others is not a press.
const byHand = ["not-in-automatic-group", "role-not-automatic", "too-many", "automatic-switched-off"];

function notCheckedFace(
  view: AlertView,
  { reason }: Of<"not-checked">,
  host: BannerHost,
  since: string,
): Face {
  if (reason === "not-permitted") return wordsFace(words.notPermittedWords, "plain", "locked", view);
  return wordsFace(words.notCheckedWords(reason, since), "not-checked", "not-checked", view, {
    action: reason.startsWith("nhs")
      ? html`<slot name="remedy"></slot>`
      : byHand.includes(reason)
        ? host.ask("manual", words.askLabel(words.checkNow, view.accessMode))
        : undefined,
  });
}

function failedFace(
  view: AlertView,
  { reason, reference }: Of<"failed">,
  host: BannerHost,
  at: string,
): Face {
  const isUnread = reason === "record-unreadable";
  const said = isUnread
    ? words.recordUnreadableWords(at, reference)
    : words.failedWords(reason, at, reference);
  return wordsFace(said, "failed", "failed", view, {
    isAssertive: isUnread,
    // Asking again with the same identity would tell a council once more and be refused again.
    ...(reason !== "identity-mismatch" && {
      action: host.ask("check-again", words.tryAgain),
      note: words.consequence(view.accessMode),
    }),
  });
}

function staleFace(view: AlertView, state: Of<"stale">, host: BannerHost, nowEpochMs: number): Face {
  const { reason, since, checkedAt, checkedBy } = state;
  if (reason !== "age") {
    return wordsFace(words.staleContextWords(reason, formatSeconds(since)), "stale", "stale", view, {
      isAssertive: reason !== "idle",
      action: host.press(words.readAgain, host.reread),
      note: words.readingSendsNothing,
    });
  }
  const checked = formatTime(checkedAt ?? since, nowEpochMs);
  return wordsFace(words.staleAgeWords(checked, words.byWhom(checkedBy)), "stale", "checking", view, {
    action: host.ask("check-again", words.askLabel(words.checkAgain, view.accessMode)),
  });
}
