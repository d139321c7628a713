import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";

/** Tells when somebody uses the page. Returns a function that ends it. */
export type PageUses = (used: () => void) => () => void;

/** How long a launched page may show its patient. */
export interface LaunchTime {
  /** Calls `ended` once: when nobody has used the page for a quarter of an hour, and `expiresInMs` from now in any case. */
  start(expiresInMs: number, ended: () => void): void;
  stop(): void;
}

/** A page that was opened by a link cannot hear that the chart behind it was closed (host-context reference, section 8). */
const unusedMs = 900_000;

/** Nothing runs yet. */
export function createLaunchTime(clock: Clock, timers: Timers, uses: PageUses): LaunchTime {
  let stop: () => void = () => undefined;
  return {
    start(expiresInMs, ended) {
      stop();
      const endsAt = clock.now() + expiresInMs;
      let usedAt = clock.now();
      let cancel: () => void = () => undefined;
      const isOver = (): boolean => clock.now() >= Math.min(endsAt, usedAt + unusedMs);
      const look = (): void => {
        cancel();
        if (isOver()) {
          stop();
          ended();
        } else cancel = timers.after(Math.min(endsAt, usedAt + unusedMs) - clock.now(), look);
      };
      const stopHearing = uses(() => {
        // A machine that slept ran no timer: whoever wakes it must not find the patient of before.
        if (isOver()) look();
        else usedAt = clock.now();
      });
      stop = () => {
        cancel();
        stopHearing();
      };
      look();
    },
    stop: () => {
      stop();
    },
  };
}
