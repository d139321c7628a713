import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { StorePlan } from "../../config/plan.js";
import { LookupStore } from "../../ports/lookup-store.js";
import { IdSource } from "../../ports/runtime.js";
import { openStore } from "./open-store.js";
import { createSqliteLookupStore } from "./sqlite-lookup-store.js";
import type { StoreContext } from "./store-context.js";

/** The opened file, shared by the lookup store and the audit trail so that both write in one transaction. */
export const OpenStore: ServiceIdentifier<StoreContext> = Symbol("OpenStore");

/** Everything that must survive a crash. The file is opened when it is first asked for. */
export const storeModule = (plan: StorePlan, planHash: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(OpenStore)
      .toResolvedValue((ids: IdSource) => openStore(plan, ids, planHash), [IdSource])
      .inSingletonScope();
    bind(LookupStore)
      .toResolvedValue((store: StoreContext) => createSqliteLookupStore(store), [OpenStore])
      .inSingletonScope();
  });
