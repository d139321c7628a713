import type { ServiceIdentifier } from "inversify";

/** Tells streams, inside this process, that a query's state may have changed. Carries no content. */
export interface LookupChanges {
  publish(messageId: string): void;
  /** Returns a function that ends the subscription. */
  subscribe(messageId: string, changed: () => void): () => void;
}
export const LookupChanges: ServiceIdentifier<LookupChanges> = Symbol("LookupChanges");

/** Changes of one gateway process. */
export function createLookupChanges(): LookupChanges {
  const listeners = new Map<string, Set<() => void>>();
  return {
    publish(messageId) {
      for (const changed of [...(listeners.get(messageId) ?? [])]) changed();
    },
    subscribe(messageId, changed) {
      const set = listeners.get(messageId) ?? new Set();
      listeners.set(messageId, set.add(changed));
      return () => {
        set.delete(changed);
        if (set.size === 0 && listeners.get(messageId) === set) listeners.delete(messageId);
      };
    },
  };
}
