import { ContainerModule } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { AuditTrail } from "../../ports/audit.js";
import { PauseSwitch } from "../../ports/pause-switch.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { ownKeys } from "../audit/own-keys.js";
import { PlanInForce } from "../configuration/plan-in-force.js";
import { RunningConfiguration } from "../configuration/running-configuration.js";
import { MailboxHealthService } from "../council/council.module.js";
import type { HealthService } from "../council/mailbox/health-service.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { AlarmBoard } from "../telemetry/alarm-board.js";
import { ClockWatch } from "../telemetry/clock-watch.js";
import { findFaults, ReadinessCheck } from "../telemetry/readiness.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import { auditRoutes } from "./audit/audit-routes.js";
import { ConsoleRoutes } from "./console-routes.js";
import { changingLocations } from "./overview/changing-locations.js";
import { ChainWatch, createChainWatch } from "./overview/chain-watch.js";
import { mailboxOverview } from "./overview/mailbox-overview.js";
import { overviewRoutes } from "./overview/overview-routes.js";
import { createOverview, OverviewService, type OverviewSources } from "./overview/overview-service.js";
import { previewRoutes } from "./preview/preview-routes.js";
import { CheckLedger } from "./work-lists/check-ledger.js";
import { workListRoutes } from "./work-lists/work-list-routes.js";
import { createWorkLists, WorkLists } from "./work-lists/work-lists.js";

/** What the console reads: overview, work lists, audit and preview. Needs the check ledger's module beside it. */
export const consoleDataModule = (plan: GatewayPlan): ContainerModule =>
  new ContainerModule((options) => {
    bindOverview(options, plan);
    bindWorkLists(options, plan);
    bindAudit(options, plan);
    options.bind(ConsoleRoutes).toConstantValue(previewRoutes(plan));
  });

type Options = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0];

function bindOverview({ bind }: Options, plan: GatewayPlan): void {
  bind(ChainWatch)
    .toResolvedValue(
      (store: StoreContext, clock: Clock, timers: Timers, telemetry: Telemetry, logger: Logger) =>
        createChainWatch({
          store: plan.store,
          isOwnKey: ownKeys(store.sealer),
          clock,
          timers,
          alarm: createStandingAlarm({ name: "audit-chain-broken", telemetry, clock }),
          logger,
        }),
      [OpenStore, Clock, Timers, Telemetry, Logger],
    )
    .inSingletonScope();
  bind(OverviewService)
    .toResolvedValue(
      (
        ledger: CheckLedger,
        chain: ChainWatch,
        clock: Clock,
        inForce: PlanInForce,
        alarms: AlarmBoard,
        pauses: PauseSwitch,
        clockWatch: ClockWatch,
        checks: ReadinessCheck[],
        health: HealthService | undefined,
        configuration: RunningConfiguration | undefined,
      ) => {
        const sources: OverviewSources = {
          faults: () => findFaults(checks),
          mailboxes: async () => (health === undefined ? [] : [mailboxOverview(await health.read())]),
          pauses: () => pauses.list(),
          alarms: () => alarms.list(),
          changingLocations: () =>
            configuration === undefined ? new Set() : changingLocations(configuration),
          clockOffsetMs: () => clockWatch.offsetMs(),
          planSince: () => inForce.since(),
          waitingForRestart: () => inForce.waitingForRestart(),
        };
        return createOverview({ plan, ledger, chain, sources, clock, startedAt: clock.now() });
      },
      [
        CheckLedger,
        ChainWatch,
        Clock,
        PlanInForce,
        AlarmBoard,
        PauseSwitch,
        ClockWatch,
        { serviceIdentifier: ReadinessCheck, isMultiple: true },
        { serviceIdentifier: MailboxHealthService, optional: true },
        { serviceIdentifier: RunningConfiguration, optional: true },
      ],
    )
    .inSingletonScope();
  bind(ConsoleRoutes).toResolvedValue(overviewRoutes, [OverviewService]);
}

function bindAudit({ bind }: Options, plan: GatewayPlan): void {
  bind(ConsoleRoutes).toResolvedValue(
    (store: StoreContext, chain: ChainWatch, clock: Clock) => auditRoutes({ plan, store, chain, clock }),
    [OpenStore, ChainWatch, Clock],
  );
}

function bindWorkLists({ bind }: Options, plan: GatewayPlan): void {
  bind(WorkLists)
    .toResolvedValue(
      (store: StoreContext, ledger: CheckLedger, audit: AuditTrail, clock: Clock) =>
        createWorkLists({ plan, store, ledger, audit, clock }),
      [OpenStore, CheckLedger, AuditTrail, Clock],
    )
    .inSingletonScope();
  bind(ConsoleRoutes).toResolvedValue(workListRoutes, [WorkLists]);
}
