import { ContainerModule } from "inversify";
import { usualAlarmLimits } from "../../config/alarm-limits.js";
import { servesHospital, type GatewayPlan } from "../../config/plan.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { Telemetry, Timers } from "../../ports/telemetry.js";
import { CheckLedger } from "../console/work-lists/check-ledger.js";
import { GatewayPauses } from "../pause/pause.module.js";
import type { WorkingPauseSwitch } from "../pause/sqlite-pause-switch.js";
import type { StoreContext } from "../store/store-context.js";
import { OpenStore } from "../store/store.module.js";
import { AlarmCheck, AlarmWatch, createAlarmWatch } from "./alarm-watch.js";
import { createCertificateCheck } from "./certificate-check.js";
import { createDiskCheck } from "./disk-check.js";
import { createFailureCheck } from "./failure-check.js";
import { createSilenceCheck } from "./silence-check.js";

type Bind = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0]["bind"];

/** What the gateway looks at by itself, every minute, beside what tells of itself. Needs the check ledger's module. */
export const watchModule = (plan: GatewayPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(AlarmWatch)
      .toResolvedValue(
        (checks: AlarmCheck[], timers: Timers, logger: Logger) =>
          createAlarmWatch({ checks, timers, logger }),
        [{ serviceIdentifier: AlarmCheck, isMultiple: true }, Timers, Logger],
      )
      .inSingletonScope();
    bindMachine(bind, plan);
    if (servesHospital(plan)) bindChecks(bind, plan);
  });

function bindMachine(bind: Bind, plan: GatewayPlan): void {
  bind(AlarmCheck)
    .toResolvedValue(
      (telemetry: Telemetry, clock: Clock) => {
        const leastFreePercent = (): number => limits(plan).leastFreeDiskPercent;
        return createDiskCheck({ file: plan.store.file, leastFreePercent, telemetry, clock });
      },
      [Telemetry, Clock],
    )
    .inSingletonScope();
  bind(AlarmCheck)
    .toResolvedValue(
      (telemetry: Telemetry, clock: Clock) =>
        createCertificateCheck({ certificate: () => plan.http.tls?.certificate, telemetry, clock }),
      [Telemetry, Clock],
    )
    .inSingletonScope();
  bind(AlarmCheck)
    .toResolvedValue(
      (pauses: WorkingPauseSwitch) => ({ name: "pauses", look: () => pauses.remind() }),
      [GatewayPauses],
    )
    .inSingletonScope();
}

function bindChecks(bind: Bind, plan: GatewayPlan): void {
  bind(AlarmCheck)
    .toResolvedValue(
      (store: StoreContext, telemetry: Telemetry, clock: Clock) => {
        const mostFailedPercent = (): number => limits(plan).mostFailedPercent;
        return createFailureCheck({ store, mostFailedPercent, telemetry, clock });
      },
      [OpenStore, Telemetry, Clock],
    )
    .inSingletonScope();
  bind(AlarmCheck)
    .toResolvedValue(
      (ledger: CheckLedger, telemetry: Telemetry, clock: Clock) => {
        const days = async (): Promise<ReturnType<CheckLedger["days"]>> => {
          await ledger.refresh();
          return ledger.days();
        };
        return createSilenceCheck({ days, telemetry, clock });
      },
      [CheckLedger, Telemetry, Clock],
    )
    .inSingletonScope();
}

function limits({ alarmLimits = usualAlarmLimits }: GatewayPlan): typeof usualAlarmLimits {
  return alarmLimits;
}
