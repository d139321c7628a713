import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { Clock, IdSource, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { createAlarmWebhook, noWebhook, tellAlarms, type AlarmWebhook } from "./alarm-webhook.js";
import { createPinoLogger } from "./pino-logger.js";
import { createPrometheusTelemetry, type PrometheusTelemetry } from "./prometheus-telemetry.js";
import { randomIds, systemClock, systemTimers } from "./runtime.js";

/** The metrics with the text they are scraped as. */
export const ScrapedTelemetry: ServiceIdentifier<PrometheusTelemetry> = Symbol("ScrapedTelemetry");

type TelemetryPlan = Pick<GatewayPlan, "logLevel" | "hash" | "environment" | "locations" | "alarmWebhook">;

/** Time, ids, log, alarms and metrics of the real machine. Unloading gives up alarms that are not delivered yet. */
export const telemetryModule = (plan: TelemetryPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const log = createPinoLogger(plan.logLevel, { locations: plan.locations });
    const webhook = webhookOf(plan, log);
    bind(Clock).toConstantValue(systemClock);
    bind(IdSource).toConstantValue(randomIds);
    bind(Timers).toConstantValue(systemTimers);
    bind(Logger)
      .toResolvedValue(() => tellAlarms(log, webhook.notify), [])
      .inSingletonScope()
      .onDeactivation(() => webhook.stop());
    bind(ScrapedTelemetry)
      .toResolvedValue((logger: Logger) => createPrometheusTelemetry(logger, plan), [Logger])
      .inSingletonScope();
    bind(Telemetry).toService(ScrapedTelemetry);
  });

function webhookOf(plan: TelemetryPlan, logger: Logger): AlarmWebhook {
  const { alarmWebhook, hash, environment } = plan;
  if (alarmWebhook === undefined) return noWebhook;
  const gateway = { hash, environment };
  return createAlarmWebhook({
    plan: alarmWebhook,
    gateway,
    clock: systemClock,
    timers: systemTimers,
    logger,
  });
}
