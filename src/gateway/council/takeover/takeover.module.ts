import type { ContainerModule } from "inversify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import { Clock } from "../../../ports/runtime.js";
import { TakeoverStore } from "../../../ports/takeover-store.js";
import { Telemetry } from "../../../ports/telemetry.js";
import { UploadStore } from "../../../ports/upload-store.js";
import { ApiRoutes } from "../../http/api-server.js";
import { TokenVerifier } from "../../identity/caller.js";
import { OpenStore } from "../../store/store.module.js";
import type { StoreContext } from "../../store/store-context.js";
import { CouncilChanges } from "../council-changes.js";
import { CouncilWorker } from "../council-worker.js";
import { PictureSource } from "../picture-source.js";
import { createSqliteUploadStore } from "../store/sqlite-upload-store.js";
import { UploadService } from "../uploads/upload-service.js";
import { createSqliteTakeoverStore } from "./sqlite-takeover-store.js";
import { createTakeoverGate, TakeoverGate } from "./takeover-gate.js";
import { takeoverRoutes } from "./takeover-routes.js";
import { createTakeoverService, TakeoverService } from "./takeover-service.js";

type Options = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0];

/** Taking over from another system, and the store of uploads that it keeps back. */
export function bindTakeover({ bind }: Options, plan: CouncilPlan): void {
  bind(UploadStore)
    .toResolvedValue(
      (store: StoreContext, clock: Clock) =>
        createSqliteUploadStore(store, plan.takesOver === true ? clock.now() : undefined),
      [OpenStore, Clock],
    )
    .inSingletonScope();
  bind(TakeoverStore)
    .toResolvedValue((store: StoreContext) => createSqliteTakeoverStore(store), [OpenStore])
    .inSingletonScope();
  bind(TakeoverGate)
    .toResolvedValue(
      (takeovers: TakeoverStore, changes: CouncilChanges, clock: Clock, telemetry: Telemetry) =>
        createTakeoverGate({ takeovers, changes, clock, telemetry }),
      [TakeoverStore, CouncilChanges, Clock, Telemetry],
    )
    .inSingletonScope();
  bind(TakeoverService)
    .toResolvedValue(
      (takeovers: TakeoverStore, pictures: PictureSource, changes: CouncilChanges, clock: Clock) =>
        createTakeoverService({ expected: plan.takesOver === true, takeovers, pictures, changes, clock }),
      [TakeoverStore, PictureSource, CouncilChanges, Clock],
    )
    .inSingletonScope();
  bind(ApiRoutes).toResolvedValue(
    (verifier: TokenVerifier, takeover: TakeoverService, uploads: UploadService, worker: CouncilWorker) =>
      takeoverRoutes({ plan, verifier, takeover, uploads, wake: () => worker.wake() }),
    [TokenVerifier, TakeoverService, UploadService, CouncilWorker],
  );
}
