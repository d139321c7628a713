import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

const rowsPerBlock = 40;
/** Blocks this near to the window are drawn before they are scrolled into it. */
const ahead = "600px 0px";

/** Rows that are drawn only near the window: thousands cost what a screenful costs. */
export class BlockWindow {
  readonly #near = new Set<number>([0]);
  readonly #heights = new Map<number, number>();
  readonly #changed: () => void;
  #observer: IntersectionObserver | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * The rows in blocks. A block out of sight keeps the height it had, or the one its rows will about have.
   *
   * A row is known by its key, so that a button never becomes another child's under the finger that presses it (H-22).
   */
  draw<T>(
    rows: readonly T[],
    rowHeight: number,
    keyOf: (row: T) => string | number,
    drawRow: (row: T, index: number) => TemplateResult,
  ): TemplateResult[] {
    const count = Math.ceil(rows.length / rowsPerBlock);
    return Array.from({ length: count }, (_, block) => {
      const first = block * rowsPerBlock;
      const own = rows.slice(first, first + rowsPerBlock);
      // As a property: a host's content policy may forbid style attributes.
      const height = this.#heights.get(block) ?? own.length * rowHeight;
      const isDrawn = this.#near.has(block);
      return html`<div
        class="block"
        role="rowgroup"
        data-block=${block}
        .style=${isDrawn ? "" : `height:${String(height)}px`}
      >
        ${isDrawn ? repeat(own, keyOf, (row, index) => drawRow(row, first + index)) : nothing}
      </div>`;
    });
  }

  /** To be called after every drawing. */
  watch(root: ParentNode): void {
    this.#observer ??= new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: ahead });
    for (const block of root.querySelectorAll(".block")) this.#observer.observe(block);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    let isChanged = false;
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const block = Number(target instanceof HTMLElement ? target.dataset["block"] : NaN);
      if (isIntersecting === this.#near.has(block)) continue;
      // A block with the focus stays: the keyboard's place in the list must not vanish under it.
      if (!isIntersecting && target.matches(":focus-within")) continue;
      if (isIntersecting) this.#near.add(block);
      else {
        this.#heights.set(block, boundingClientRect.height);
        this.#near.delete(block);
      }
      isChanged = true;
    }
    if (isChanged) this.#changed();
  }
}
