/** The attribute of a place that can take the focus over when the control that had it is gone: a card, a row, a tab panel. */
const place = "data-place";

/**
 * Draws, and keeps the keyboard's place: a control that a drawing takes away must not throw its user back to the top of the page.
 *
 * The focus stays where it was. Where that control is gone it goes to the card or row it stood in; where that is gone too, to the
 * one that took its position; else to the place around them.
 */
export function keepFocus(root: ShadowRoot, draw: () => void): void {
  const had = root.activeElement;
  const inner = had?.closest(`[${place}]`);
  const outer = inner?.parentElement?.closest(`[${place}]`);
  const id = inner?.getAttribute(place);
  const position = inner ? siblingsOf(root, inner).indexOf(inner) : -1;
  draw();
  if (had === null || root.activeElement === had) return;
  if (had instanceof HTMLElement && had.isConnected && had.getClientRects().length > 0) {
    had.focus();
    if (root.activeElement === had) return;
  }
  const places = [...root.querySelectorAll<HTMLElement>(`[${place}]`)];
  const same = places.find((one) => one.getAttribute(place) === id);
  const around = places.find((one) => one.getAttribute(place) === outer?.getAttribute(place));
  const next = around ? siblingsIn(around)[position] : undefined;
  (same ?? next ?? around ?? places[0])?.focus();
}

const siblingsIn = (around: ParentNode): HTMLElement[] => [
  ...around.querySelectorAll<HTMLElement>(`[${place}]`),
];

const siblingsOf = (root: ShadowRoot, inner: Element): Element[] =>
  siblingsIn(inner.parentElement?.closest(`[${place}]`) ?? root);
