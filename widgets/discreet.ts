const hidesAfterMs = 60_000;

/**
 * Whether staff asked to see a discreet screen. It hides again after 60 seconds without use, when the window loses the
 * focus or is covered, and whenever its owner says so: on a change of patient, or when taken out of the page (R-45, H-29).
 */
export class Discreet {
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** Shows the real state, or starts its 60 seconds anew. */
  readonly show = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.hide, hidesAfterMs);
    if (this.#shown) return;
    this.#shown = true;
    addEventListener("blur", this.hide);
    document.addEventListener("visibilitychange", this.hide);
    this.#changed();
  };

  /** Something was pressed: the 60 seconds start anew. */
  readonly used = (): void => {
    if (this.#shown) this.show();
  };

  readonly hide = (): void => {
    if (!this.#shown) return;
    this.#shown = false;
    clearTimeout(this.#timer);
    removeEventListener("blur", this.hide);
    document.removeEventListener("visibilitychange", this.hide);
    this.#changed();
  };
}
