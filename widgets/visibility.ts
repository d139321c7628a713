/** What the banner can find out about itself being seen (H-05). */
export interface Visibility {
  /** Whether the whole closed banner lies inside the window, has a size, and nothing is known to cover it. */
  readonly visible: boolean;
  /** The part of it inside the window, from 0 to 1. */
  readonly ratio: number;
}

// `isVisible` and `trackVisibility` are of Intersection Observer version 2, which not every browser has.
interface Entry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}

/**
 * Reports whether an element can be seen, at first and whenever that changes.
 *
 * A cover laid over the banner is noticed only where the browser can tell (H-05); a banner scrolled away, without size or
 * not displayed is noticed everywhere, and so is one that was taken out of the page.
 */
export function watchVisibility(target: Element, report: (visibility: Visibility) => void): () => void {
  let last: boolean | undefined;
  const options = { threshold: [0, 0.5, 0.99], trackVisibility: true, delay: 100 };
  const observer = new IntersectionObserver((entries: Entry[]) => {
    const entry = entries.at(-1);
    if (entry === undefined) return;
    const { intersectionRatio: ratio, isVisible, boundingClientRect: box } = entry;
    const visible = ratio >= 0.99 && box.height > 0 && isVisible !== false;
    if (visible === last) return;
    last = visible;
    report({ visible, ratio });
  }, options);
  observer.observe(target);
  return () => {
    observer.disconnect();
    // A move ends before the microtask. Out of the page only listeners on the element itself hear it.
    queueMicrotask(() => {
      if (!target.isConnected) report({ visible: false, ratio: 0 });
    });
  };
}
