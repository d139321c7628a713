/** What the watch does. */
export interface LivenessParts {
  readonly ping: (n: number) => void;
  /** Called at every change; the frame counts as alive until it is late. */
  readonly changed: (isAlive: boolean) => void;
}

/** Watches whether the frame still answers. */
export interface Liveness {
  start(): void;
  /** Anything that came from the frame. */
  heard(): void;
  pingEvery(ms: number): void;
  stop(): void;
}

const defaultPingMs = 3_000;

/**
 * Pings the frame and says when it has been silent for `silenceMs`, and when it is back.
 *
 * A browser slows the timers of pages that nobody sees; so only silence that was measured while this page itself ran is
 * believed: after a gap the frame gets its time again.
 */
export function createLiveness(silenceMs: number, { ping, changed }: LivenessParts): Liveness {
  let isAlive = true;
  let heardAt = Date.now();
  let lookedAt = Date.now();
  let pings = 0;
  let pingTimer: ReturnType<typeof setInterval> | undefined;
  let watchTimer: ReturnType<typeof setInterval> | undefined;
  const say = (now: boolean): void => {
    if (now === isAlive) return;
    isAlive = now;
    changed(now);
  };
  const look = (): void => {
    const now = Date.now();
    if (now - lookedAt > silenceMs) heardAt = now;
    lookedAt = now;
    if (now - heardAt > silenceMs) say(false);
  };
  const pingEvery = (ms: number): void => {
    clearInterval(pingTimer);
    pingTimer = setInterval(() => {
      pings += 1;
      ping(pings);
    }, ms);
  };
  return {
    start() {
      heardAt = lookedAt = Date.now();
      pingEvery(defaultPingMs);
      watchTimer = setInterval(look, Math.min(500, silenceMs / 4));
    },
    heard() {
      heardAt = Date.now();
      say(true);
    },
    pingEvery: (ms) => pingEvery(Math.max(100, ms)),
    stop() {
      clearInterval(pingTimer);
      clearInterval(watchTimer);
    },
  };
}
