import type { CouncilEvent } from "../../contract/council.js";
import { parseCouncilEvent } from "../../contract/parse-council.js";
import type { GatewayConnection } from "../gateway-connection.js";
import { pause, within } from "../pause.js";
import { createServerEventReader } from "../server-events.js";
import { piecesOf } from "../state-stream.js";

/** How long a stream may be silent, and how long to wait before the next one; milliseconds. */
export interface CouncilStreamTimings {
  readonly silenceMs: number;
  readonly againMs: number;
}

/**
 * Keeps the council's event stream open until the signal ends, and says what changed.
 *
 * `gap` is called where a stream begins and where one ends: what happened while there was none must be read anew, and a gateway
 * that has gone must be noticed at once. Never rejects: the stream
 * only makes things faster, and reading at intervals is the floor that always works.
 */
export async function keepCouncilStream(
  connection: GatewayConnection,
  timings: CouncilStreamTimings,
  outer: AbortSignal,
  heard: { readonly gap: () => void; readonly event: (event: CouncilEvent) => void },
): Promise<void> {
  while (!outer.aborted) {
    const { signal, end } = within(outer);
    let timer = setTimeout(end, timings.silenceMs);
    let isOpen = false;
    try {
      const response = await connection.open({
        path: "/api/v1/council/stream",
        signal,
        accept: "text/event-stream",
      });
      isOpen = true;
      heard.gap();
      const read = createServerEventReader();
      for await (const piece of piecesOf(response)) {
        clearTimeout(timer);
        timer = setTimeout(end, timings.silenceMs);
        for (const { data } of read(piece)) heard.event(parseCouncilEvent(JSON.parse(data)));
      }
    } catch {
      // Refused, broken or not understood: it is opened again below, and what it would have said is read.
    } finally {
      clearTimeout(timer);
      end();
    }
    if (isOpen) heard.gap();
    await pause(timings.againMs, outer);
  }
}
