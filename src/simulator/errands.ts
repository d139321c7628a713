/** Work that waits for its time or is being done. */
export interface Errands {
  add(delayMs: number, work: () => Promise<void>): void;
  /** Resolves once nothing waits and nothing is being done. */
  settled(): Promise<void>;
  /** Forgets what waits; what is being done is done. */
  stop(): void;
}

/** Nothing to do yet. */
export function createErrands(): Errands {
  const timers = new Set<NodeJS.Timeout>();
  const underway = new Set<Promise<void>>();
  return {
    add: (delayMs, work) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        const tracked = work().finally(() => underway.delete(tracked));
        underway.add(tracked);
      }, delayMs);
      timers.add(timer);
    },
    settled: async () => {
      while (timers.size > 0 || underway.size > 0) {
        await Promise.all(underway);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
