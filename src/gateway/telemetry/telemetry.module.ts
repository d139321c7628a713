import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { Clock, IdSource, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { createPinoLogger } from "./pino-logger.js";
import { createPrometheusTelemetry, type PrometheusTelemetry } from "./prometheus-telemetry.js";
import { randomIds, systemClock, systemTimers } from "./runtime.js";

/** The metrics with the text they are scraped as. */
export const ScrapedTelemetry: ServiceIdentifier<PrometheusTelemetry> = Symbol("ScrapedTelemetry");

/** Time, ids, log and metrics of the real machine. */
export const telemetryModule = (
  plan: Pick<GatewayPlan, "logLevel" | "hash" | "environment" | "locations">,
): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(Clock).toConstantValue(systemClock);
    bind(IdSource).toConstantValue(randomIds);
    bind(Timers).toConstantValue(systemTimers);
    bind(Logger).toConstantValue(createPinoLogger(plan.logLevel, { locations: plan.locations }));
    bind(ScrapedTelemetry)
      .toResolvedValue((logger: Logger) => createPrometheusTelemetry(logger, plan), [Logger])
      .inSingletonScope();
    bind(Telemetry).toService(ScrapedTelemetry);
  });
