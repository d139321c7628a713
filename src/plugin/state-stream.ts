import type { LookupStateEvent } from "../contract/lookup.js";
import { parseLookupStateEvent } from "../contract/parse-lookup-view.js";
import type { GatewayConnection } from "./gateway-connection.js";
import type { LookupTimings } from "./lookup-timings.js";
import { within } from "./pause.js";
import { createServerEventReader } from "./server-events.js";

/** How a stream ended. `held-up`: it was open, but nothing came through, as behind a proxy that buffers. */
export type StreamEnd = "ended" | "held-up" | "refused";

/**
 * Reads the event stream of one lookup until it ends.
 *
 * Read with `fetch`, because an `EventSource` cannot send the token, and tokens never go into addresses. Never rejects:
 * a stream only makes things faster, so whatever is wrong with it ends in reading the lookup instead.
 */
export async function readStateStream(
  connection: GatewayConnection,
  lookupId: string,
  timings: LookupTimings,
  outer: AbortSignal,
  onState: (state: LookupStateEvent) => void,
): Promise<StreamEnd> {
  const { signal, end } = within(outer);
  const read = createServerEventReader();
  const silence = { isTooLong: false };
  const late = (): void => {
    silence.isTooLong = true;
    end();
  };
  let timer = setTimeout(late, timings.streamOpenMs);
  try {
    const path = `/api/v1/lookups/${lookupId}/stream`;
    const response = await connection.open({ path, signal, accept: "text/event-stream" });
    for await (const piece of piecesOf(response)) {
      clearTimeout(timer);
      timer = setTimeout(late, timings.streamSilenceMs);
      for (const { event, data } of read(piece)) {
        if (event === "state") onState(parseLookupStateEvent(JSON.parse(data), lookupId));
      }
    }
    return "ended";
  } catch {
    return silence.isTooLong ? "held-up" : "refused";
  } finally {
    clearTimeout(timer);
    end();
  }
}

/** The text of an answer, piece by piece as it arrives. */
export async function* piecesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
