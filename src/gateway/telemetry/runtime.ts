import { randomUUID } from "node:crypto";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Random UUIDs, upper-case as HL7 and ebXML ids must be. */
export const randomIds: IdSource = { uuid: () => randomUUID().toUpperCase() };

// Longer delays overflow and run at once, which would end a stream whose token lasts for weeks.
const longestDelayMs = 2 ** 31 - 1;

/** The event loop's timers. They do not keep a process alive that has nothing else to do. */
export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestDelayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
