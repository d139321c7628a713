import { askGateway } from "../pipeline/ask-gateway.js";
import type { Ask } from "../pipeline/pipeline-inputs.js";
import { createUncheckedTeller } from "../pipeline/tell-unchecked.js";
import type { LookupClient } from "../ports/lookup-client.js";
import type { FollowParts } from "./follow-lookup.js";
import { createHttpLookupClient } from "./http-lookup-client.js";

/** Everything that only asking needs. */
export interface Asking {
  readonly ask: Ask;
  readonly client: LookupClient;
}

/** The way to ask one gateway, in a script of its own: a page that cannot draw answers has no way to ask for one. */
export function createAsking(parts: FollowParts): Asking {
  const client = createHttpLookupClient(parts);
  const tellUnchecked = createUncheckedTeller(async (body) => {
    const { signal } = new AbortController();
    // The patient may be closed, and the page left, before it has arrived.
    await parts.connection.json({ path: "/api/v1/unchecked-patients", body, keepalive: true, signal });
  });
  const ask: Ask = (...question) => askGateway(client, ...question);
  return { client, ask: Object.assign(ask, { tellUnchecked }) };
}
