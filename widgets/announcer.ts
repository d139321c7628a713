/** How a state is announced. */
export type Loudness = "status" | "alert";

/** The id of what is the same for every patient, and so is not said again for the next one. */
export const oncePerSession = "once";

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
