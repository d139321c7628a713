import type { AlertView } from "../src/domain/alert-view.js";
import { emit } from "./events.js";

/** Tells one state of one patient from the next; equal for a redraw of the same answer. */
export function stateId({ key, state }: AlertView): string {
  return JSON.stringify([key, state.kind, state.kind === "record" ? state.retrievedAt : state]);
}

/** Tells the page what state is on screen, each once: when its kind changes, and when it has been painted. */
export class Reporter {
  readonly #element: HTMLElement;
  #kind: string | undefined;
  #current: string | undefined;
  #displayed: string | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** To be called after every drawing, with the view on screen. A hidden one is not reported as displayed. */
  report(view: AlertView | undefined, isHidden: boolean): void {
    const id = view === undefined || view.key === null || isHidden ? undefined : stateId(view);
    this.#current = id;
    if (id !== undefined && id !== this.#displayed && view !== undefined) this.#afterPaint(id, view);
    const kind = view?.state.kind ?? "idle";
    if (kind === this.#kind) return;
    this.#kind = kind;
    emit(this.#element, "cpis-lookup-changed", { kind });
  }

  // The first frame callback runs before the paint that shows the drawing, the second after it.
  #afterPaint(id: string, { state: { kind } }: AlertView): void {
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        if (this.#current !== id || this.#displayed === id || !this.#element.isConnected) return;
        this.#displayed = id;
        emit(this.#element, "cpis-displayed", { kind });
      });
    });
  }
}
