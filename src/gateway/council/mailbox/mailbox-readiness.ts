import type { ContainerModuleLoadOptions, ServiceIdentifier } from "inversify";
import { ReadinessCheck } from "../../telemetry/readiness.js";
import type { HealthService } from "./health-service.js";

/** A council's gateway is not ready while its mailbox has not been read for an hour (H-19). */
export function bindMailboxReadiness(
  { bind }: Pick<ContainerModuleLoadOptions, "bind">,
  health: ServiceIdentifier<HealthService>,
): void {
  bind(ReadinessCheck).toResolvedValue((service: HealthService) => mailboxReadiness(service), [health]);
}

/** Judged by what is stored, as on the screen; a mailbox that was just taken into use has an hour. */
export function mailboxReadiness(health: Pick<HealthService, "read">): ReadinessCheck {
  return {
    fault: "mailbox-not-read",
    async isReady() {
      const { troubles } = await health.read();
      return !troubles.includes("not-read-for-an-hour") && !troubles.includes("not-read-for-a-day");
    },
  };
}
