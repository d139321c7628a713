import { ContainerModule } from "inversify";
import type { GatewayPlan, HospitalPlan } from "../../config/plan.js";
import { LookupStore } from "../../ports/lookup-store.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { councilSchemas } from "../council/api/council-schemas.js";
import { PlanInForce } from "../configuration/plan-in-force.js";
import { TokenVerifier } from "../identity/caller.js";
import { LookupService } from "../lookup/lookup-service.js";
import { UncheckedReports } from "../lookup/unchecked-reports.js";
import type { PrometheusTelemetry } from "../telemetry/prometheus-telemetry.js";
import { ReadinessCheck } from "../telemetry/readiness.js";
import { ScrapedTelemetry } from "../telemetry/telemetry.module.js";
import { ApiRoutes, ApiServer, createApiServer } from "./api-server.js";
import { lookupRoutes } from "./lookup-routes.js";
import { settingsRoutes } from "./settings-routes.js";
import { systemRoutes } from "./system-routes.js";
import { uncheckedRoutes } from "./unchecked-routes.js";

/** What a hospital's pages ask: lookups, and what a page must know before one. */
export const hospitalRoutesModule = (plan: HospitalPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ApiRoutes).toResolvedValue(
      (service: LookupService, verifier: TokenVerifier, clock: Clock, timers: Timers) =>
        lookupRoutes({ service, verifier, clock, timers }),
      [LookupService, TokenVerifier, Clock, Timers],
    );
    bind(ApiRoutes).toResolvedValue(uncheckedRoutes, [UncheckedReports, TokenVerifier]);
    bind(ApiRoutes).toResolvedValue(
      (verifier: TokenVerifier, clock: Clock) => settingsRoutes(plan, verifier, clock),
      [TokenVerifier, Clock],
    );
  });

/** The API: each group of routes is one binding, so that another module can add its own. */
export const httpModule = (plan: GatewayPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ReadinessCheck).toResolvedValue(
      (store: LookupStore) => ({ fault: "store-not-writable", isReady: () => store.isWritable() }),
      [LookupStore],
    );
    bind(ApiRoutes).toResolvedValue(
      (checks: ReadinessCheck[], telemetry: PrometheusTelemetry, inForce: PlanInForce) =>
        systemRoutes(checks, telemetry, plan, () => inForce.waitingForRestart()),
      [{ serviceIdentifier: ReadinessCheck, isMultiple: true }, ScrapedTelemetry, PlanInForce],
    );
    bind(ApiServer)
      .toResolvedValue(
        (routes: ApiRoutes[], clock: Clock, logger: Logger, telemetry: Telemetry) => {
          const schemas = plan.council === undefined ? {} : councilSchemas;
          const own = { plan: plan.http, limits: plan.limits, schemas, clock, logger, telemetry };
          return createApiServer({ routes, ...own });
        },
        [{ serviceIdentifier: ApiRoutes, isMultiple: true }, Clock, Logger, Telemetry],
      )
      .inSingletonScope();
  });
