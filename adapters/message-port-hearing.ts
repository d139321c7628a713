import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";

/** Whether the host is still heard from. */
export interface HostHearing {
  /** Begins to watch; the host has its whole time from now. */
  start(): void;
  /** A new conversation: what was silent before it does not matter. */
  renew(): void;
  /** The host said something. Returns whether it had been silent for too long until then. */
  heard(): boolean;
  stop(): void;
}

/** Three pings fit into the silence that is allowed, so that one that is late loses nothing. */
export const pingsPerSilence = 3;

/** Watches a host; calls `silent` once for each time that it says nothing for `silenceMs`. */
export function createHostHearing(
  silenceMs: number,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
  silent: () => void,
): HostHearing {
  let heardAt = clock.now();
  let isSilent = false;
  let cancel: (() => void) | undefined;
  const renew = (): void => {
    heardAt = clock.now();
    isSilent = false;
  };
  const isLate = (): boolean => clock.now() - heardAt > silenceMs;
  const watch = (): void => {
    cancel = timers.after(Math.min(1_000, silenceMs / pingsPerSilence), watch);
    if (isSilent || !isLate()) return;
    isSilent = true;
    silent();
  };
  return {
    start() {
      heardAt = clock.now();
      watch();
    },
    renew,
    heard() {
      // A machine that slept has heard nothing either, though no timer ran.
      const wasSilent = isSilent || isLate();
      renew();
      return wasSilent;
    },
    stop: () => cancel?.(),
  };
}
