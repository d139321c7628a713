import { ContainerModule } from "inversify";
import { AuditTrail } from "../../ports/audit.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { createSqliteAuditTrail } from "./sqlite-audit-trail.js";

/** The append-only trail, in the store's own file. */
export const auditModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(AuditTrail)
      .toResolvedValue((store: StoreContext) => createSqliteAuditTrail(store), [OpenStore])
      .inSingletonScope();
  });
