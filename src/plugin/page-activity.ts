import { Observable } from "rxjs";

/** Whether anybody can see the page. Passed in, so that the client can be proved without a browser. */
export interface PageActivity {
  isHidden(): boolean;
  /** Emits when the page is hidden, shown, or restored. */
  readonly changes: Observable<unknown>;
}

/** A page with people in front of it. */
export interface UsedPage extends PageActivity {
  /** Emits when somebody uses the page with a hand or a key. */
  readonly uses: Observable<unknown>;
}

/** The activity of the page that this script runs in. */
export function createPageActivity(): UsedPage {
  return {
    isHidden: () => document.visibilityState === "hidden",
    changes: heard("visibilitychange", "pageshow"),
    uses: heard("pointerdown", "keydown", "wheel"),
  };
}

/** Every event of these names that the document or the window is told, before the page itself is. */
export function heard(...names: readonly string[]): Observable<Event> {
  return new Observable((subscriber) => {
    const hear = (event: Event): void => subscriber.next(event);
    // Events of the document reach the window as well, where they pass first.
    for (const name of names) addEventListener(name, hear, { capture: true, passive: true });
    return () => {
      for (const name of names) removeEventListener(name, hear, { capture: true });
    };
  });
}
