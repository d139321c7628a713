import { Observable } from "rxjs";
import type { DisplayEvents } from "../contract/lookup.js";
import type { LookupClient, LookupUpdate } from "../ports/lookup-client.js";
import { followLookup, type FollowParts } from "./follow-lookup.js";

/** The lookup client over the gateway's HTTP API. Leaving a lookup ends its requests; the gateway keeps the answer. */
export function createHttpLookupClient(parts: FollowParts): LookupClient {
  return {
    open: (request) =>
      new Observable<LookupUpdate>((subscriber) => {
        const controller = new AbortController();
        const emit = (update: LookupUpdate): void => subscriber.next(update);
        followLookup(request, parts, emit, controller.signal).then(
          () => subscriber.complete(),
          (error: unknown) => subscriber.error(error),
        );
        return () => controller.abort();
      }),
    report: async (lookupId, events) => {
      const body: DisplayEvents = { events };
      const path = `/api/v1/lookups/${lookupId}/events`;
      // Reports are sent as a page is left, and must outlive it.
      await parts.connection.json({ path, body, keepalive: true, signal: new AbortController().signal });
    },
  };
}
