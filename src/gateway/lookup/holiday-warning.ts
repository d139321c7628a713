import type { BankHolidays } from "../../domain/office-hours.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";

const holidayWarningMs = 60 * 24 * 60 * 60_000;

/** Says once a day that a list of bank holidays ends within 60 days; for whoever works by it, asked as often as one likes. */
export function createHolidayWarning(parts: {
  readonly holidays: () => BankHolidays | undefined;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
}): () => void {
  const { holidays, clock } = parts;
  const alarm = createStandingAlarm({ ...parts, name: "bank-holidays-end" });
  return () => {
    const coveredUntil = holidays()?.coveredUntil;
    alarm.set(coveredUntil !== undefined && Date.parse(coveredUntil) - clock.now() < holidayWarningMs);
  };
}
