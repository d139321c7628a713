import type { Timers } from "../ports/telemetry.js";

/** Waits, or returns early when `signal` is aborted. */
export async function pause(timers: Timers, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || delayMs <= 0) return;
  await new Promise<void>((resolve) => {
    const cancel = timers.after(delayMs, done);
    function done(): void {
      signal.removeEventListener("abort", done);
      cancel();
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
