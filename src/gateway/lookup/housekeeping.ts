import type { ServiceIdentifier } from "inversify";
import type { BankHolidays } from "../../domain/office-hours.js";
import type { LookupTimingsPlan } from "../../config/plan.js";
import type { LookupStore } from "../../ports/lookup-store.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry, Timers } from "../../ports/telemetry.js";
import { createHolidayWarning } from "./holiday-warning.js";
import { rememberRepliesMs } from "./reply-inbox.js";

/** Erases what has served, and looks after what was left over. */
export interface Housekeeping {
  start(): void;
  stop(): void;
  /** One round; `start` runs them at an interval. */
  run(): Promise<void>;
}
export const Housekeeping: ServiceIdentifier<Housekeeping> = Symbol("Housekeeping");

/** What housekeeping works with. */
export interface HousekeepingParts {
  readonly store: LookupStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly timings: LookupTimingsPlan;
  readonly bankHolidays?: BankHolidays | undefined;
  /** Unfinished business of other parts, tried again every round. */
  readonly chores: readonly (() => Promise<void>)[];
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const longestIntervalMs = 30_000;
const quarantineMs = 7 * dayMs;

/** Rounds at least every 30 seconds, and often enough for the content time to live. */
export function createHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { store, clock, timers, telemetry, logger, timings } = parts;
  let cancel: (() => void) | undefined;

  const run = async (): Promise<void> => {
    try {
      const now = clock.now();
      const erased = await store.sweep({
        now,
        subjectsBefore: now - Math.max(timings.lateAnswerMs, timings.contentTtlMs),
        // An hour longer than anybody may still ask for it.
        forgetBefore: now - Math.max(rememberRepliesMs, timings.reuseWindowMs) - hourMs,
        quarantineBefore: now - quarantineMs,
      });
      if (erased > 0) logger.info("content-erased", { count: erased });
      for (const chore of parts.chores) await chore();
    } catch {
      telemetry.alarm("store-failed", { code: "CPIS_STORE_FAILED" });
    }
  };
  const warnOfHolidays = createHolidayWarning({ holidays: () => parts.bankHolidays, clock, telemetry });
  const next = (): void => {
    warnOfHolidays();
    const intervalMs = Math.max(100, Math.min(longestIntervalMs, timings.contentTtlMs));
    cancel = timers.after(intervalMs, () => {
      void run().then(() => {
        if (cancel !== undefined) next();
      });
    });
  };
  return {
    run,
    start: next,
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
