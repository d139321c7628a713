import { Readable } from "node:stream";
import type { Timers } from "../../ports/telemetry.js";

/** A response body of server-sent events. */
export interface EventStream {
  readonly body: Readable;
  send(event: string, data: object): void;
  end(): void;
}

/** Proxies cut connections on which nothing moves; pages take silence for a gateway gone. */
const heartbeatMs = 15_000;

/** Opens a stream that beats until it is ended, its reader goes, or its time is up (the token's expiry). */
export function openEventStream(timers: Timers, lifetimeMs: number): EventStream {
  const body = new Readable({ read: () => undefined });
  let cancelBeat: () => void = () => undefined;
  const beat = (): void => {
    cancelBeat = timers.after(heartbeatMs, () => {
      body.push(": still here\n\n");
      beat();
    });
  };
  const end = (): void => {
    if (!body.destroyed && !body.readableEnded) body.push(null);
    release();
  };
  const cancelLifetime = timers.after(lifetimeMs, end);
  const release = (): void => {
    cancelBeat();
    cancelLifetime();
  };
  beat();
  body.once("close", release);
  return {
    body,
    send: (event, data) => void body.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end,
  };
}
