import type { BankHolidays } from "../../domain/office-hours.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";

const holidayWarningMs = 60 * 24 * 60 * 60_000;

/** Says once a day that a list of bank holidays ends within 60 days; for whoever works by it, asked as often as one likes. */
export function createHolidayWarning(parts: {
  readonly holidays: () => BankHolidays | undefined;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm">;
}): () => void {
  const { holidays, clock, telemetry } = parts;
  let warnedOn = "";
  return () => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const bankHolidays = holidays();
    if (bankHolidays === undefined || warnedOn === today) return;
    warnedOn = today;
    if (Date.parse(bankHolidays.coveredUntil) - clock.now() < holidayWarningMs) {
      telemetry.alarm("bank-holidays-end");
    }
  };
}
