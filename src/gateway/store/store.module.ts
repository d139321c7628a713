import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { StorePlan } from "../../config/plan.js";
import { LookupStore } from "../../ports/lookup-store.js";
import { IdSource } from "../../ports/runtime.js";
import { openStore } from "./open-store.js";
import { createSqliteLookupStore } from "./sqlite-lookup-store.js";
import type { StoreContext } from "./store-context.js";
import { lockStore, type StoreLock } from "./store-lock.js";

/** The opened file, shared by the lookup store and the audit trail so that both write in one transaction. */
export const OpenStore: ServiceIdentifier<StoreContext> = Symbol("OpenStore");

/**
 * Everything that must survive a crash. The file is locked and opened when it is first asked for, and is free again once
 * the bindings are unloaded.
 */
export const storeModule = (plan: StorePlan, planHash: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    let lock: StoreLock | undefined;
    const release = (): void => lock?.release();
    const open = (ids: IdSource): StoreContext => {
      lock = lockStore(plan.file);
      try {
        return openStore(plan, ids, planHash);
      } catch (error) {
        // Whoever repairs it needs it alone.
        release();
        throw error;
      }
    };
    bind(OpenStore).toResolvedValue(open, [IdSource]).inSingletonScope().onDeactivation(release);
    bind(LookupStore)
      .toResolvedValue((store: StoreContext) => createSqliteLookupStore(store), [OpenStore])
      .inSingletonScope();
  });
