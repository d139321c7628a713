import { ContainerModule } from "inversify";
import type { MeshPlan } from "../../config/mesh-plan.js";
import { MeshDirectory, MeshMailbox } from "../../ports/mailbox.js";
import { Clock, IdSource } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { ClockWatch } from "../telemetry/clock-watch.js";
import { FolderMailbox } from "./folder-mailbox.js";
import { HttpsMailbox } from "./https-mailbox.js";

/** Binds the council's mailbox, and the national directory where the API is used. */
export const meshModule = (plan: MeshPlan, version: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    if (plan.kind === "folder") {
      bind(MeshMailbox)
        .toResolvedValue(
          (clock, timers, telemetry) => new FolderMailbox({ plan, clock, timers, telemetry }),
          [Clock, Timers, Telemetry],
        )
        .inSingletonScope();
      return;
    }
    bind(HttpsMailbox)
      .toResolvedValue(
        (clock, ids, timers, clockWatch) =>
          new HttpsMailbox(plan, { clock, ids, timers, version, clockWatch }),
        [Clock, IdSource, Timers, ClockWatch],
      )
      .inSingletonScope();
    bind(MeshMailbox).toService(HttpsMailbox);
    bind(MeshDirectory).toService(HttpsMailbox);
  });
