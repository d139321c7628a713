/**
 * Whether somebody is at work in an element: the pointer or the focus is inside it.
 *
 * While so, nothing may move under their hand (ui 5). A touch leaves no pointer behind, so it counts until the focus goes.
 */
export class Presence {
  #pointer = false;
  #focus = false;
  readonly #left: () => void;

  constructor(element: HTMLElement, left: () => void) {
    this.#left = left;
    element.addEventListener("pointerenter", (event) => {
      this.#pointer = event.pointerType !== "touch";
    });
    element.addEventListener("pointerleave", () => {
      this.#pointer = false;
      this.#settle();
    });
    element.addEventListener("focusin", () => {
      this.#focus = true;
    });
    element.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) return;
      this.#focus = false;
      this.#settle();
    });
  }

  get isAtWork(): boolean {
    return this.#pointer || this.#focus;
  }

  /** To be called when the element is taken out of its page: no event will say that the pointer left. */
  forget(): void {
    this.#pointer = false;
    this.#focus = false;
  }

  #settle(): void {
    if (!this.isAtWork) this.#left();
  }
}
