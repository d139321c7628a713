import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../config/council-plan.js";
import { decidePollIntervalMs } from "../../domain/mesh-polling.js";
import type { Environment } from "../../domain/environment.js";
import { createMailboxPoller, type MailboxPoller } from "../../pipeline/mailbox-poller.js";
import { CaseStore } from "../../ports/case-store.js";
import { MeshMailbox } from "../../ports/mailbox.js";
import { MailboxStore, NoticeStore } from "../../ports/notice-store.js";
import { Clock, IdSource, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { TakeoverStore } from "../../ports/takeover-store.js";
import { UploadStore } from "../../ports/upload-store.js";
import { ApiRoutes } from "../http/api-server.js";
import { TokenVerifier } from "../identity/caller.js";
import { CaseService, createCaseService } from "./cases/case-service.js";
import { createWorkList } from "./cases/work-list.js";
import { caseRoutes } from "./case-routes.js";
import { CouncilChanges } from "./council-changes.js";
import { councilRoutes } from "./council-routes.js";
import { CouncilWorker, createCouncilWorker } from "./council-worker.js";
import { createHealthService, type HealthService } from "./mailbox/health-service.js";
import { bindMailboxReadiness } from "./mailbox/mailbox-readiness.js";
import { processMailbox } from "./mailbox/process-mailbox.js";
import { bindSetAside } from "./mailbox/set-aside.module.js";
import { SetAsideService } from "./mailbox/set-aside-service.js";
import { readEpisodes } from "./notices/inbox.js";
import { createNoticeService, NoticeService } from "./notices/notice-service.js";
import { createPictureSource, PictureSource } from "./picture-source.js";
import { bindStores } from "./store/council-stores.module.js";
import { holdMailbox } from "./takeover/hold-mailbox.js";
import { bindTakeover } from "./takeover/takeover.module.js";
import { TakeoverGate } from "./takeover/takeover-gate.js";
import { TakeoverService } from "./takeover/takeover-service.js";
import { createUploadService, UploadService } from "./uploads/upload-service.js";
import { createWatches } from "./watches.js";

const MailboxReader: ServiceIdentifier<MailboxPoller> = Symbol("MailboxReader");
/** The mailbox's health, for other screens than the council's own. */
export const MailboxHealthService: ServiceIdentifier<HealthService> = Symbol("MailboxHealthService");

/** Cases, uploads and notices of a council. Needs the store, the identity and the mesh module beside it. */
export const councilModule = (plan: CouncilPlan, environment: Environment): ContainerModule =>
  new ContainerModule((options) => {
    bindStores(options);
    bindTakeover(options, plan);
    bindServices(options, plan);
    bindMailbox(options, plan, environment);
    bindMailboxReadiness(options, MailboxHealthService);
    bindSetAside(options, plan);
    bindRoutes(options, plan);
  });

type Options = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0];

function bindServices({ bind }: Options, plan: CouncilPlan): void {
  bind(PictureSource)
    .toResolvedValue(
      (
        cases: CaseStore,
        uploads: UploadStore,
        notices: NoticeStore,
        takeovers: TakeoverStore,
        clock: Clock,
      ) => createPictureSource({ plan, cases, uploads, notices, takeovers, clock }),
      [CaseStore, UploadStore, NoticeStore, TakeoverStore, Clock],
    )
    .inSingletonScope();
  bind(NoticeService)
    .toResolvedValue(
      (notices: NoticeStore, cases: CaseStore, changes: CouncilChanges, clock: Clock, telemetry: Telemetry) =>
        createNoticeService({ plan, notices, cases, changes, clock, telemetry }),
      [NoticeStore, CaseStore, CouncilChanges, Clock, Telemetry],
    )
    .inSingletonScope();
  bind(CaseService)
    .toResolvedValue(
      (
        cases: CaseStore,
        pictures: PictureSource,
        notices: NoticeService,
        changes: CouncilChanges,
        clock: Clock,
        ids: IdSource,
      ) => createCaseService({ plan, cases, pictures, notices, changes, clock, ids }),
      [CaseStore, PictureSource, NoticeService, CouncilChanges, Clock, IdSource],
    )
    .inSingletonScope();
  bind(UploadService)
    .toResolvedValue(
      (
        mailbox: MeshMailbox,
        uploads: UploadStore,
        pictures: PictureSource,
        takeover: TakeoverGate,
        changes: CouncilChanges,
        clock: Clock,
        logger: Logger,
        telemetry: Telemetry,
      ) =>
        createUploadService({
          plan,
          mailbox,
          uploads,
          pictures,
          takeover,
          changes,
          clock,
          logger,
          telemetry,
        }),
      [MeshMailbox, UploadStore, PictureSource, TakeoverGate, CouncilChanges, Clock, Logger, Telemetry],
    )
    .inSingletonScope();
}

function bindMailbox({ bind }: Options, plan: CouncilPlan, environment: Environment): void {
  const simulator = environment === "simulator";
  // Until the worker exists nothing is drained: the poller starts with it.
  let wake = (): void => undefined;
  bind(MailboxReader)
    .toResolvedValue(
      (
        mailbox: MeshMailbox,
        takeover: TakeoverService,
        store: MailboxStore,
        clock: Clock,
        timers: Timers,
        logger: Logger,
        telemetry: Telemetry,
      ) =>
        createMailboxPoller({
          mailbox: holdMailbox(mailbox, () => takeover.isHeld(), timers, simulator ? 200 : 10_000),
          sink: store,
          ledger: store,
          journal: store,
          clock,
          timers,
          logger,
          telemetry,
          intervalMs: decidePollIntervalMs(environment, plan.mesh.pollIntervalMs),
          jitterMs: () => (simulator ? 0 : Math.random() * 30_000),
          onDrained: () => wake(),
        }),
      [MeshMailbox, TakeoverService, MailboxStore, Clock, Timers, Logger, Telemetry],
    )
    .inSingletonScope();
  bind(MailboxHealthService)
    .toResolvedValue(
      (
        { mailboxId }: MeshMailbox,
        mailbox: MailboxStore,
        poller: MailboxPoller,
        changes: CouncilChanges,
        takeover: TakeoverService,
        clock: Clock,
        telemetry: Telemetry,
      ) =>
        createHealthService({
          plan,
          environment,
          mailboxId,
          mailbox,
          poller,
          changes,
          clock,
          telemetry,
          isHeld: () => takeover.isHeld(),
        }),
      [MeshMailbox, MailboxStore, MailboxReader, CouncilChanges, TakeoverService, Clock, Telemetry],
    )
    .inSingletonScope();
  bind(CouncilWorker)
    .toResolvedValue(
      (
        mesh: MeshMailbox,
        poller: MailboxPoller,
        mailbox: MailboxStore,
        uploads: UploadStore,
        uploadService: UploadService,
        notices: NoticeStore,
        noticeService: NoticeService,
        cases: CaseStore,
        health: HealthService,
        changes: CouncilChanges,
        clock: Clock,
        timers: Timers,
        logger: Logger,
        telemetry: Telemetry,
      ) => {
        const parts = { plan, mailbox, uploads, notices, cases, changes, clock, logger, telemetry };
        const worker = createCouncilWorker({
          poller,
          close: () => mesh.close(),
          chores: [
            () => processMailbox(parts),
            (signal) => uploadService.work(signal),
            () => noticeService.escalate(),
            () => health.watch(),
            ...createWatches(parts),
          ],
          prepare: () => mailbox.tidy(),
          intervalMs: simulator ? 500 : 10_000,
          timers,
          telemetry,
          logger,
        });
        wake = () => worker.wake();
        return worker;
      },
      [
        MeshMailbox,
        MailboxReader,
        MailboxStore,
        UploadStore,
        UploadService,
        NoticeStore,
        NoticeService,
        CaseStore,
        MailboxHealthService,
        CouncilChanges,
        Clock,
        Timers,
        Logger,
        Telemetry,
      ],
    )
    .inSingletonScope();
}

function bindRoutes({ bind }: Options, plan: CouncilPlan): void {
  bind(ApiRoutes).toResolvedValue(
    (verifier: TokenVerifier, cases: CaseService) => caseRoutes({ plan, verifier, cases }),
    [TokenVerifier, CaseService],
  );
  bind(ApiRoutes).toResolvedValue(
    (
      verifier: TokenVerifier,
      notices: NoticeService,
      store: NoticeStore,
      uploads: UploadService,
      pictures: PictureSource,
      setAside: SetAsideService,
      health: HealthService,
      worker: CouncilWorker,
      changes: CouncilChanges,
      clock: Clock,
      timers: Timers,
    ) =>
      councilRoutes({
        plan,
        verifier,
        notices,
        uploads,
        changes,
        clock,
        timers,
        workList: async () =>
          createWorkList(
            plan,
            await pictures.current(),
            await uploads.list(),
            await readEpisodes(store, plan),
            await setAside.work(),
          ),
        health: () => health.read(),
        wake: () => worker.wake(),
      }),
    [
      TokenVerifier,
      NoticeService,
      NoticeStore,
      UploadService,
      PictureSource,
      SetAsideService,
      MailboxHealthService,
      CouncilWorker,
      CouncilChanges,
      Clock,
      Timers,
    ],
  );
}
