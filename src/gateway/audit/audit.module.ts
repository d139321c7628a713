import { ContainerModule } from "inversify";
import { AuditTrail } from "../../ports/audit.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { CheckpointWorker, createCheckpointWorker } from "./checkpoint-worker.js";
import { createSqliteAuditTrail } from "./sqlite-audit-trail.js";

/** The append-only trail, in the store's own file, and what signs it. */
export const auditModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(AuditTrail)
      .toResolvedValue((store: StoreContext) => createSqliteAuditTrail(store), [OpenStore])
      .inSingletonScope();
    bind(CheckpointWorker)
      .toResolvedValue(
        (store: StoreContext, clock: Clock, timers: Timers, telemetry: Telemetry, logger: Logger) =>
          createCheckpointWorker({ store, clock, timers, telemetry, logger }),
        [OpenStore, Clock, Timers, Telemetry, Logger],
      )
      .inSingletonScope();
  });
