import { Observable } from "rxjs";

/** Whether anybody can see the page. Passed in, so that the client can be proved without a browser. */
export interface PageActivity {
  isHidden(): boolean;
  /** Emits when the page is hidden, shown, or restored. */
  readonly changes: Observable<void>;
}

/** The activity of the page that this script runs in. */
export function createPageActivity(): PageActivity {
  const changes = new Observable<void>((subscriber) => {
    const changed = (): void => subscriber.next();
    document.addEventListener("visibilitychange", changed);
    addEventListener("pageshow", changed);
    return () => {
      document.removeEventListener("visibilitychange", changed);
      removeEventListener("pageshow", changed);
    };
  });
  return { isHidden: () => document.visibilityState === "hidden", changes };
}
