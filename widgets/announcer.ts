import type { AlertView } from "../src/domain/alert-view.js";
import { stateId } from "./reporter.js";

/** How a state is announced. */
export type Loudness = "status" | "alert";

// What is the same for every patient, and so is not said again for the next one.
const oncePerSession = "once";
const checkingAfterMs = 1500;

const standsMs = 4000;

/** Speaks through the banner's live regions, each thing once, and falls silent when the patient changes (R-44, H-01). */
export class Announcer {
  readonly #root: ParentNode;
  readonly #said = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ParentNode) {
    this.#root = root;
  }

  /** Says something, and takes it out of the page again when it has been heard. */
  say(loudness: Loudness, text: string): void {
    this.hush();
    const region = this.#root.querySelector(`[role=${loudness}]`);
    if (region) region.textContent = text;
    this.#timer = setTimeout(() => {
      this.hush();
    }, standsMs);
  }

  /** Says a state once: the same id is never said again. A state that is gone before `delayMs` is never said. */
  sayOnce(id: string, loudness: Loudness, text: string, delayMs: number): void {
    if (this.#said.has(id)) return;
    this.#said.add(id);
    this.hush();
    if (delayMs)
      this.#timer = setTimeout(() => {
        this.say(loudness, text);
      }, delayMs);
    else this.say(loudness, text);
  }

  /** Falls silent: nothing stays in the regions and nothing waits to be said. */
  hush(): void {
    clearTimeout(this.#timer);
    for (const region of this.#root.querySelectorAll(".vh")) region.textContent = "";
  }

  /** Falls silent for another patient, whose states are said anew. */
  forget(): void {
    const keep = this.#said.has(oncePerSession);
    this.#said.clear();
    if (keep) this.#said.add(oncePerSession);
    this.hush();
  }
}

/** Whether a state is announced, once per id and after which delay; undefined for what is not (ui 4). */
export function announcementOf(
  view: AlertView,
  isNoRecordQuiet: boolean,
): { readonly id: string; readonly delayMs: number } | undefined {
  const { state } = view;
  if (state.kind === "idle" || (state.kind === "no-record" && isNoRecordQuiet)) return undefined;
  if (state.kind === "not-checked" && state.reason === "not-permitted")
    return { id: oncePerSession, delayMs: 0 };
  if (state.kind !== "checking") return { id: stateId(view), delayMs: 0 };
  if (state.phase === "dwell") return undefined;
  return { id: stateId(view), delayMs: state.phase === "asked" ? checkingAfterMs : 0 };
}
