import { html } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import type { BannerHost } from "./banner-host.js";
import { wordsFace, type Face } from "./face.js";
import { formatSeconds, formatTime } from "./format.js";
import { icon } from "./icons.js";
import * as words from "./wording.js";

/** The only face of a discreet screen until staff ask to see it: equal for every patient and every answer. */
export const discreetFace = (): Face => wordsFace(words.discreetWords, "plain", icon("hidden"));

/** What a view that cannot be drawn becomes: never a blank, never an older answer (H-04, R-40). */
export const undrawableFace = (at: string): Face =>
  wordsFace(words.failedWords(undefined, at, "CPIS-G03"), "failed", icon("failed"));

/**
 * How a view is drawn that a page may need before the register is asked; undefined for what only asking brings, whose
 * face is a script of its own. Every kind of state has its own words and look; there is no default.
 */
export function drawFace(view: AlertView, host: BannerHost, nowEpochMs: number): Face | undefined {
  const { state } = view;
  switch (state.kind) {
    case "idle":
      // No patient is open, or nothing about the one who is has arrived: unknown, and said so.
      return wordsFace(words.idleWords, "checking", icon("not-checked"));
    case "checking":
      return state.phase === "dwell"
        ? wordsFace(words.dwellWords(view.dwellMs, view.accessMode), "checking", icon("checking"), view)
        : undefined;
    case "not-checked":
      return notCheckedFace(view, state, host, formatTime(state.since, nowEpochMs));
    case "stale":
      return state.reason === "age" ? undefined : lostFace(view, state.reason, state.since, host);
    case "record":
    case "no-record":
    case "failed":
      return undefined;
  }
}

/** Says about every face of a patient whose NHS number the host replaced that it is about the new one (H-07). */
export function withNumberChange(face: Face, { numberChanged }: AlertView): Face {
  if (!numberChanged) return face;
  return { ...face, provenance: [words.numberChangedNote, ...(face.provenance ?? [])] };
}

type Of<K extends LookupState["kind"]> = Extract<LookupState, { kind: K }>;

// A person may look beyond these; what stands in the way of the others is not a press.
const byHand = ["not-in-automatic-group", "role-not-automatic", "too-many", "automatic-switched-off"];

function notCheckedFace(
  view: AlertView,
  { reason }: Of<"not-checked">,
  host: BannerHost,
  since: string,
): Face {
  if (reason === "not-permitted") return wordsFace(words.notPermittedWords, "plain", icon("locked"), view);
  return wordsFace(words.notCheckedWords(reason, since), "not-checked", icon("not-checked"), view, {
    action: reason.startsWith("nhs")
      ? html`<slot name="remedy"></slot>`
      : byHand.includes(reason)
        ? host.ask("manual", words.askLabel(words.checkNow, view.accessMode))
        : undefined,
  });
}

function lostFace(
  view: AlertView,
  reason: Exclude<Of<"stale">["reason"], "age">,
  since: string,
  host: BannerHost,
): Face {
  return wordsFace(words.staleContextWords(reason, formatSeconds(since)), "stale", icon("stale"), view, {
    isAssertive: reason !== "idle",
    action: host.press(words.readAgain, host.reread),
    note: words.readingSendsNothing,
  });
}
