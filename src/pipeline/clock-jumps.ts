import { Observable } from "rxjs";
import type { Clock } from "../ports/runtime.js";
import type { Timers } from "../ports/telemetry.js";

/** How the passing of time is watched. */
export interface ClockWatch {
  /** The clock on the wall, which people and servers set. */
  readonly clock: Clock;
  /** A clock that nobody can set; it may stand still while the machine sleeps. */
  readonly steady: Clock;
  readonly timers: Timers;
  /** Emits when timers may have slept, so that waking is noticed at once. */
  readonly wakes: Observable<unknown>;
  readonly tickMs?: number;
}

/** No ordinary correction of a clock is as large. */
const toleranceMs = 2_000;

/** Browsers slow the timers of a hidden page down to one a minute; what is longer was no slowing. */
const asleepMs = 150_000;

/**
 * Emits when the wall clock was set, or the machine slept: what is on screen then belongs to a time that nobody
 * watched (H-02, H-27).
 */
export function clockJumps({
  clock,
  steady,
  timers,
  wakes,
  tickMs = 2_000,
}: ClockWatch): Observable<unknown> {
  return new Observable((subscriber) => {
    let wallMs = clock.now();
    let steadyMs = steady.now();
    const look = (): void => {
      const passedMs = clock.now() - wallMs;
      const livedMs = steady.now() - steadyMs;
      wallMs += passedMs;
      steadyMs += livedMs;
      if (Math.abs(passedMs - livedMs) > toleranceMs || livedMs > asleepMs) subscriber.next(undefined);
    };
    const tick = (): void => {
      look();
      cancel = timers.after(tickMs, tick);
    };
    let cancel = timers.after(tickMs, tick);
    const waking = wakes.subscribe(look);
    return () => {
      cancel();
      waking.unsubscribe();
    };
  });
}
