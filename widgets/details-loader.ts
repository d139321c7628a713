import { adoptStyles } from "./alert-styles.js";
import type { drawDetails } from "./details.js";

/**
 * Fetches the details as soon as there is an answer to open, so that nobody waits for them to see an alert.
 *
 * The closed banner says whose plan it is and whom to ring without them; one that cannot be fetched is said in words.
 */
export class DetailsLoader {
  draw: typeof drawDetails | undefined;
  hasFailed = false;
  #isLoading = false;
  readonly #root: ShadowRoot;
  readonly #changed: () => void;

  constructor(root: ShadowRoot, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
  }

  /** Starts to fetch, unless that is done or under way. */
  load(): void {
    if (this.#isLoading || this.draw) return;
    this.#isLoading = true;
    import("./details.js")
      .then(
        ({ drawDetails, detailsStyles }) => {
          this.draw = drawDetails;
          adoptStyles(this.#root, detailsStyles);
        },
        () => {
          this.hasFailed = true;
          this.#isLoading = false;
        },
      )
      .then(this.#changed, this.#changed);
  }
}
