import type { Observable } from "rxjs";
import type { DisplayEvent, LookupRequest, LookupView } from "../contract/lookup.js";

/** What a page learns while it follows one lookup. */
export type LookupUpdate =
  | { readonly kind: "view"; readonly view: LookupView }
  /** The gateway does not answer. The client keeps trying by itself; the next `view` ends this. */
  | { readonly kind: "unreachable" };

/**
 * The page's way to its gateway.
 *
 * `open` is idempotent by `lookupId`. Its stream emits each view as it changes and completes at a final state; it
 * survives lost connections by itself (re-reading, never re-asking) and errors only with a `CpisError`.
 */
export interface LookupClient {
  open(request: LookupRequest): Observable<LookupUpdate>;
  report(lookupId: string, events: readonly DisplayEvent[]): Promise<void>;
}
