/** Waits, or returns early when the signal ends. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

/** A signal that ends with another one, or by itself. */
export function within(outer: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const end = (): void => {
    outer.removeEventListener("abort", end);
    controller.abort();
  };
  outer.addEventListener("abort", end);
  if (outer.aborted) end();
  return { signal: controller.signal, end };
}

/** Wakes one waiter; a ring that nobody waited for is remembered. */
export interface Bell {
  readonly ring: () => void;
  /** Returns at the next ring, after `ms`, or when the signal ends. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A bell that has not rung. */
export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!isRung) {
        const sleep = within(signal);
        wake = sleep.end;
        await pause(ms, sleep.signal);
        sleep.end();
        wake = undefined;
      }
      isRung = false;
    },
  };
}
