import type { LookupTimings } from "./lookup-timings.js";
import { pause } from "./pause.js";

/** Repeats one request until it is answered, for as long as its fault is one that passes by itself. */
export type Insist = <T>(request: () => Promise<T>, passes: (error: unknown) => boolean) => Promise<T>;

/**
 * Watches one lookup's requests and says once per outage that the gateway is unreachable.
 *
 * It is when two tries in a row have failed, or when nothing has come for `silenceMs`. The request that is repeated is
 * the same every time, down to the lookup id: the gateway sends nothing twice.
 */
export function createContact(
  { timings, random }: { readonly timings: LookupTimings; readonly random: () => number },
  signal: AbortSignal,
  onUnreachable: () => void,
): Insist {
  let failures = 0;
  let isTold = false;
  const tell = (): void => {
    if (!isTold && !signal.aborted) onUnreachable();
    isTold = true;
  };
  return async (request, passes) => {
    for (;;) {
      const silence = setTimeout(tell, timings.silenceMs);
      try {
        const answer = await request();
        failures = 0;
        isTold = false;
        return answer;
      } catch (error) {
        if (signal.aborted || !passes(error)) throw error;
        failures += 1;
        if (failures > 1) tell();
      } finally {
        clearTimeout(silence);
      }
      // Pages that lost the same gateway must not all come back in the same instant.
      const step = timings.retryMs[Math.min(failures, timings.retryMs.length) - 1] ?? 0;
      await pause(step * (0.75 + random() / 2), signal);
      signal.throwIfAborted();
    }
  };
}
