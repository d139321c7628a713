/**
 * The few ways of joining streams that a page needs.
 *
 * rxjs has them as `timer`, `merge`, `startWith` and `concat(…, NEVER)`; those bring its schedulers and every kind of
 * input along, a fifth of the plugin's weight.
 */
import { mergeMap, Observable } from "rxjs";
import type { Clock } from "../ports/runtime.js";
import type { Timers } from "../ports/telemetry.js";

/** Emits once, after a while. */
export function after(delayMs: number, timers: Timers): Observable<undefined> {
  return new Observable((subscriber) =>
    timers.after(delayMs, () => {
      subscriber.next(undefined);
      subscriber.complete();
    }),
  );
}

/** One value in the same call, then a stream. */
export function startingWith<T>(first: T, rest: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.next(first);
    return rest.subscribe(subscriber);
  });
}

/** Two streams at once; the first is subscribed first. */
export function together<T>(one: Observable<T>, other: Observable<T>): Observable<T> {
  return new Observable<Observable<T>>((subscriber) => {
    subscriber.next(one);
    subscriber.next(other);
    subscriber.complete();
  }).pipe(mergeMap((stream) => stream));
}

/** Emits once `ms` have passed since the subscription, or since the last sign. */
export function quiet(
  signs: Observable<unknown>,
  ms: number,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
): Observable<undefined> {
  return new Observable((subscriber) => {
    let endMs = clock.now() + ms;
    const look = (): void => {
      const leftMs = endMs - clock.now();
      if (leftMs <= 0) subscriber.next(undefined);
      else cancel = timers.after(leftMs, look);
    };
    let cancel = timers.after(ms, look);
    const heard = signs.subscribe(() => (endMs = clock.now() + ms));
    return () => {
      cancel();
      heard.unsubscribe();
    };
  });
}
