import type { Clock } from "../ports/runtime.js";
import type { Timers } from "../ports/telemetry.js";

/** The clock of the machine that the page runs on. */
export const pageClock: Clock = { now: () => Date.now() };

/** The page's own timers. */
export const pageTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A clock that nobody can set. */
export const steadyClock: Clock = { now: () => performance.now() };
