import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { HospitalPlan } from "../../config/plan.js";
import { AuditTrail } from "../../ports/audit.js";
import { LookupStore } from "../../ports/lookup-store.js";
import { PauseSwitch } from "../../ports/pause-switch.js";
import { Clock, IdSource, Logger } from "../../ports/runtime.js";
import { ReplyInbox, SpineTransport } from "../../ports/spine-transport.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { createHousekeeping, Housekeeping } from "./housekeeping.js";
import { createLookupChanges, LookupChanges } from "./lookup-changes.js";
import { createLookupService, LookupService } from "./lookup-service.js";
import { createQueryConclusions, QueryConclusions } from "./query-conclusions.js";
import { createQueryRunner, QueryRunner } from "./query-runner.js";
import { closeOverdue, type RecoveryParts } from "./recover.js";
import { createReplyInbox, type WorkingInbox } from "./reply-inbox.js";
import { createUncheckedReports, UncheckedReports } from "./unchecked-reports.js";

/** The inbox with what start and stop need of it. */
export const GatewayInbox: ServiceIdentifier<WorkingInbox> = Symbol("GatewayInbox");

/** What the root recovers queries with. */
export const Recovery: ServiceIdentifier<RecoveryParts> = Symbol("Recovery");

/** Lookups: deciding, asking, waiting, answering. */
export const lookupModule = (plan: HospitalPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const { lookups: timings, spine, contacts } = plan;
    bind(LookupChanges).toConstantValue(createLookupChanges());
    bind(QueryConclusions)
      .toResolvedValue(createQueryConclusions, [LookupStore, LookupChanges, Telemetry, Clock])
      .inSingletonScope();
    bind(QueryRunner)
      .toResolvedValue(
        (
          transport: SpineTransport,
          store: LookupStore,
          conclusions: QueryConclusions,
          changes: LookupChanges,
          clock: Clock,
          timers: Timers,
          logger: Logger,
          telemetry: Telemetry,
          pauses: PauseSwitch,
        ) => {
          const own = { timings, clock, timers, logger, telemetry, pauses };
          return createQueryRunner({ transport, store, conclusions, changes, ...own });
        },
        [
          SpineTransport,
          LookupStore,
          QueryConclusions,
          LookupChanges,
          Clock,
          Timers,
          Logger,
          Telemetry,
          PauseSwitch,
        ],
      )
      .inSingletonScope();
    bind(GatewayInbox)
      .toResolvedValue(
        (
          store: LookupStore,
          runner: QueryRunner,
          conclusions: QueryConclusions,
          telemetry: Telemetry,
          clock: Clock,
          logger: Logger,
        ) => {
          return createReplyInbox({
            store,
            runner,
            conclusions,
            telemetry,
            clock,
            logger,
            timings,
            get noRecordCodes() {
              return spine.noRecordCodes;
            },
          });
        },
        [LookupStore, QueryRunner, QueryConclusions, Telemetry, Clock, Logger],
      )
      .inSingletonScope();
    bind(ReplyInbox).toService(GatewayInbox);
    bind(Recovery)
      .toResolvedValue(
        (
          store: LookupStore,
          runner: QueryRunner,
          conclusions: QueryConclusions,
          clock: Clock,
          logger: Logger,
          telemetry: Telemetry,
        ) => {
          const { contract } = spine;
          return { store, runner, conclusions, clock, logger, telemetry, timings, contract };
        },
        [LookupStore, QueryRunner, QueryConclusions, Clock, Logger, Telemetry],
      )
      .inSingletonScope();
    bind(LookupService)
      .toResolvedValue(
        (
          store: LookupStore,
          audit: AuditTrail,
          runner: QueryRunner,
          changes: LookupChanges,
          telemetry: Telemetry,
          clock: Clock,
          ids: IdSource,
          logger: Logger,
          pauses: PauseSwitch,
        ) => {
          const own = { plan, telemetry, clock, ids, logger };
          return createLookupService({ store, audit, runner, changes, pauses, ...own });
        },
        [
          LookupStore,
          AuditTrail,
          QueryRunner,
          LookupChanges,
          Telemetry,
          Clock,
          IdSource,
          Logger,
          PauseSwitch,
        ],
      )
      .inSingletonScope();
    bind(UncheckedReports)
      .toResolvedValue(
        (audit: AuditTrail, clock: Clock, logger: Logger) =>
          createUncheckedReports({ plan, audit, clock, logger }),
        [AuditTrail, Clock, Logger],
      )
      .inSingletonScope();
    bind(Housekeeping)
      .toResolvedValue(
        (recovery: RecoveryParts, inbox: WorkingInbox, timers: Timers, telemetry: Telemetry) => {
          return createHousekeeping({
            store: recovery.store,
            clock: recovery.clock,
            logger: recovery.logger,
            timers,
            telemetry,
            timings,
            chores: [() => inbox.catchUp(), () => closeOverdue(recovery)],
            get bankHolidays() {
              return contacts.bankHolidays;
            },
          });
        },
        [Recovery, GatewayInbox, Timers, Telemetry],
      )
      .inSingletonScope();
  });
