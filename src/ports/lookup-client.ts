import type { Observable } from "rxjs";
import type { DisplayEvent, LookupRequest, LookupView } from "../contract/lookup.js";

/**
 * The page's way to its gateway.
 *
 * `open` is idempotent by `lookupId`. Its stream emits each view as it changes and completes at a final state; it
 * survives lost connections by itself (re-reading, never re-asking) and errors only with a `CpisError`.
 */
export interface LookupClient {
  open(request: LookupRequest): Observable<LookupView>;
  report(lookupId: string, events: readonly DisplayEvent[]): Promise<void>;
}
