import type { ServiceIdentifier } from "inversify";
import type { Logger } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";

/** Looks whether something is so that somebody must know of, and raises or ends its alarm. */
export interface AlarmCheck {
  readonly name: string;
  look(): void | Promise<void>;
}
/** Any module may bind one. */
export const AlarmCheck: ServiceIdentifier<AlarmCheck> = Symbol("AlarmCheck");

/** Looks at the start and every minute. */
export interface AlarmWatch {
  start(): void;
  stop(): void;
  /** One round; `start` runs them at an interval. */
  run(): Promise<void>;
}
export const AlarmWatch: ServiceIdentifier<AlarmWatch> = Symbol("AlarmWatch");

/** What the watch works with. */
export interface AlarmWatchParts {
  readonly checks: readonly AlarmCheck[];
  readonly timers: Timers;
  readonly logger: Logger;
}

const minuteMs = 60_000;

/** A check that fails keeps none of the others from looking. */
export function createAlarmWatch({ checks, timers, logger }: AlarmWatchParts): AlarmWatch {
  let cancel: (() => void) | undefined;
  const run = async (): Promise<void> => {
    for (const check of checks) {
      try {
        await check.look();
      } catch {
        logger.warn("alarm-check-failed", { reason: check.name });
      }
    }
  };
  const next = (): void => {
    cancel = timers.after(minuteMs, () => {
      void run().then(() => {
        if (cancel !== undefined) next();
      });
    });
  };
  return {
    run,
    start() {
      next();
      void run();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
