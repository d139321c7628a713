import { copiedWords } from "./wording-answer.js";

const standsMs = 4000;

/** Copies a number on one press, and remembers for four seconds where to say so. */
export class Copier {
  /** The place whose number was copied a moment ago, with what to say there. */
  copied: { readonly place: string; readonly text: string } | undefined;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: (said?: string) => void;

  constructor(changed: (said?: string) => void) {
    this.#changed = changed;
  }

  readonly copy = (place: string, shown: string): void => {
    const run = (this.#run += 1);
    const say = (done: boolean): void => {
      // The patient may have changed while the clipboard was being written (H-01).
      if (run === this.#run) this.#say(place, copiedWords(shown, done));
    };
    // An insecure page has no clipboard, and a browser may refuse: that is said, not assumed.
    const writing =
      "clipboard" in navigator ? navigator.clipboard.writeText(shown) : Promise.reject(new Error());
    writing.then(
      () => {
        say(true);
      },
      () => {
        say(false);
      },
    );
  };

  /** Says nothing any more, at once. */
  forget(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
    this.copied = undefined;
  }

  #say(place: string, text: string): void {
    this.forget();
    this.copied = { place, text };
    this.#timer = setTimeout(() => {
      this.copied = undefined;
      this.#changed();
    }, standsMs);
    this.#changed(text);
  }
}
