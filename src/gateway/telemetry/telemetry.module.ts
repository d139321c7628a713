import { ContainerModule, type ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { Clock, IdSource, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { remadeWith } from "../configuration/live-view.js";
import { AlarmBoard, createAlarmBoard } from "./alarm-board.js";
import { createAlarmWebhook, noWebhook, type AlarmWebhook } from "./alarm-webhook.js";
import { ClockWatch, createClockWatch } from "./clock-watch.js";
import { createPinoLogger } from "./pino-logger.js";
import { createPrometheusTelemetry, type PrometheusTelemetry } from "./prometheus-telemetry.js";
import { randomIds, systemClock, systemTimers } from "./runtime.js";

/** The metrics with the text they are scraped as. */
export const ScrapedTelemetry: ServiceIdentifier<PrometheusTelemetry> = Symbol("ScrapedTelemetry");

type KeptAlarms = ReturnType<typeof createAlarmBoard>;
const KeptAlarms: ServiceIdentifier<KeptAlarms> = Symbol("KeptAlarms");

type TelemetryPlan = Pick<GatewayPlan, "logLevel" | "hash" | "environment" | "locations" | "alarmWebhook">;

/** Time, ids, log, alarms and metrics of the real machine. Unloading gives up alarms that are not delivered yet. */
export const telemetryModule = (plan: TelemetryPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const log = liveLogger(plan);
    const webhooks = liveWebhook(plan, log);
    bind(Clock).toConstantValue(systemClock);
    bind(IdSource).toConstantValue(randomIds);
    bind(Timers).toConstantValue(systemTimers);
    bind(KeptAlarms).toResolvedValue(createAlarmBoard, [Clock]).inSingletonScope();
    bind(AlarmBoard).toService(KeptAlarms);
    bind(Logger).toConstantValue(log);
    bind(ScrapedTelemetry)
      .toResolvedValue(
        (logger: Logger, board: KeptAlarms) =>
          createPrometheusTelemetry(logger, plan, [board, { raised: webhooks.notify }]),
        [Logger, KeptAlarms],
      )
      .inSingletonScope()
      .onDeactivation(() => webhooks.stop());
    bind(Telemetry).toService(ScrapedTelemetry);
    bind(ClockWatch).toResolvedValue(createClockWatch, [Clock, Telemetry]).inSingletonScope();
  });

function liveLogger(plan: TelemetryPlan): Logger {
  const log = remadeWith(plan, (now) => createPinoLogger(now.logLevel, { locations: now.locations }));
  return {
    info: (event, fields) => log().info(event, fields),
    warn: (event, fields) => log().warn(event, fields),
    error: (event, fields) => log().error(event, fields),
  };
}

// What one plan's webhook has taken it delivers, or gives up, even when another plan has another.
function liveWebhook(plan: TelemetryPlan, logger: Logger): AlarmWebhook {
  const made: AlarmWebhook[] = [];
  const webhook = remadeWith(plan, (now) => {
    const next = webhookOf(now, logger);
    made.push(next);
    return next;
  });
  return {
    notify: (alarm, fields) => webhook().notify(alarm, fields),
    stop: () => {
      for (const each of made) each.stop();
    },
  };
}

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
