import type { ServiceIdentifier } from "inversify";
import type { CouncilEvent } from "../../contract/council.js";

/** Tells streams and caches, inside this process, that something of the council's side may have changed. Carries no content. */
export interface CouncilChanges {
  publish(event: CouncilEvent): void;
  /** Returns a function that ends the subscription. */
  subscribe(changed: (event: CouncilEvent) => void): () => void;
}
export const CouncilChanges: ServiceIdentifier<CouncilChanges> = Symbol("CouncilChanges");

/** Changes of one gateway process. */
export function createCouncilChanges(): CouncilChanges {
  const listeners = new Set<(event: CouncilEvent) => void>();
  return {
    publish: (event) => {
      for (const changed of [...listeners]) changed(event);
    },
    subscribe: (changed) => {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}
