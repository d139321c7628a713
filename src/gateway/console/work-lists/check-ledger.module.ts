import { ContainerModule } from "inversify";
import { Clock } from "../../../ports/runtime.js";
import { Telemetry, Timers } from "../../../ports/telemetry.js";
import type { StoreContext } from "../../store/store-context.js";
import { OpenStore } from "../../store/store.module.js";
import { CheckLedger, createCheckLedger } from "./check-ledger.js";
import { createRecordsWatch, RecordsWatch } from "./records-watch.js";

/** What the audit of the last days comes to, and the watch over records that nobody opened. */
export const checkLedgerModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CheckLedger)
      .toResolvedValue(
        (store: StoreContext, clock: Clock) => createCheckLedger(store, clock),
        [OpenStore, Clock],
      )
      .inSingletonScope();
    bind(RecordsWatch)
      .toResolvedValue(
        (ledger: CheckLedger, timers: Timers, telemetry: Telemetry) =>
          createRecordsWatch(ledger, timers, telemetry),
        [CheckLedger, Timers, Telemetry],
      )
      .inSingletonScope();
  });
