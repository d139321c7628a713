import { randomUUID } from "node:crypto";
import { openRequest } from "../gateway/support.js";
import type { GuardedOperation } from "./operations.js";
import { consoleOrigin, type WholeSite } from "./site.js";

/** What a caller brings along. */
export type Proof = Readonly<Record<string, string>>;

/** An answer as the caller has it: the stream of an answer that never ends is closed unread. */
export interface Answered {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
}

/** Where a lookup of the hospital is, and what it is about. */
export interface LookupPlace {
  readonly locationId: string;
  readonly lookupId?: string;
}

/** Calls an operation. Its parts of the address and its body are as good as its authorisation needs them, not better. */
export async function callOperation(
  site: WholeSite,
  operation: GuardedOperation,
  proof: Proof,
  place?: LookupPlace,
): Promise<Answered> {
  const url = new URL(operation.path.replace(/\{\w+\}/g, place?.lookupId ?? randomUUID()), site.apiUrl);
  if (operation.id === "readSettings") url.searchParams.set("locationId", "ed");
  const body = bodyOf(operation, place);
  const ending = new AbortController();
  const response = await fetch(url, {
    method: operation.method,
    headers: { ...proof, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: ending.signal,
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await response.text();
  if (isStream) ending.abort();
  return { status: response.status, code: codeIn(text), body: text };
}

// A lookup's location, and with it the code that is needed, is known from a well-formed body only.
function bodyOf({ id, hasBody }: GuardedOperation, place: LookupPlace | undefined): unknown {
  if (!hasBody) return undefined;
  if (id === "reportEvents") {
    const at = new Date().toISOString();
    return { events: [{ eventId: randomUUID(), sequence: 1, kind: "displayed", at, version: 1 }] };
  }
  if (id === "reportUnchecked" && place !== undefined) {
    return { reportId: randomUUID(), locationId: place.locationId, reason: "nhs-number-missing" };
  }
  return id === "openLookup" && place !== undefined ? openRequest({ locationId: place.locationId }) : {};
}

function codeIn(text: string): string | undefined {
  try {
    const { code } = JSON.parse(text) as { readonly code?: string };
    return code;
  } catch {
    return undefined;
  }
}

/** What the console's own page sends with a session. */
export function pageProof({ secret, session }: ReturnType<WholeSite["signIn"]>): Proof {
  return {
    cookie: `__Host-cpis-console=${secret}`,
    origin: consoleOrigin,
    "sec-fetch-site": "same-origin",
    "x-cpis-csrf": session.csrfToken,
  };
}
