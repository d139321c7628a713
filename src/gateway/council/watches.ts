import type { CouncilPlan } from "../../config/council-plan.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { UploadStore } from "../../ports/upload-store.js";
import { createHolidayWarning } from "../lookup/holiday-warning.js";
import { createDamageWatch } from "./damage.js";

/** What a council's gateway looks at in every round so that somebody is told: damaged rows, and holidays that run out (H-18). */
export function createWatches(parts: {
  readonly plan: Pick<CouncilPlan, "notices">;
  readonly uploads: Pick<UploadStore, "damaged">;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
}): readonly (() => Promise<void>)[] {
  const { plan, uploads, clock, telemetry } = parts;
  const warn = createHolidayWarning({ holidays: () => plan.notices.bankHolidays, clock, telemetry });
  const watchHolidays = async (): Promise<void> => {
    await Promise.resolve();
    warn();
  };
  return [createDamageWatch(uploads, telemetry), watchHolidays];
}
