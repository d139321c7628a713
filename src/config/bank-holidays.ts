import { londonTime, type LocalDate } from "../domain/instant.js";
import type { BankHolidays } from "../domain/office-hours.js";

/**
 * Public holidays in England, as published on gov.uk for 2026 and 2027.
 *
 * Christmas Day and Boxing Day stand here on their own dates as well as on their substitute days: an office that opens
 * on Saturdays does not open on those.
 */
export const englandBankHolidays: BankHolidays = {
  dates: [
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
    "2026-08-31",
    "2026-12-25",
    "2026-12-26",
    "2026-12-28",
    "2027-01-01",
    "2027-03-26",
    "2027-03-29",
    "2027-05-03",
    "2027-05-31",
    "2027-08-30",
    "2027-12-25",
    "2027-12-26",
    "2027-12-27",
    "2027-12-28",
  ],
  coveredUntil: "2027-12-31",
};

/** Days before the end of the list from which the alarm sounds. */
const warningDays = 60;

/** The list of public holidays ends soon, or has ended; then no telephone number is marked as the one to use. */
export interface BankHolidayAlarm {
  readonly coveredUntil: LocalDate;
  /** Negative once the list has ended. */
  readonly daysLeft: number;
}

/** The alarm that is due at a moment (milliseconds since 1970), or undefined while the list reaches far enough. */
export function bankHolidayAlarm(
  now: number,
  holidays: BankHolidays = englandBankHolidays,
): BankHolidayAlarm | undefined {
  const today = Date.parse(londonTime(now).date);
  const daysLeft = Math.round((Date.parse(holidays.coveredUntil) - today) / 86_400_000);
  return daysLeft > warningDays ? undefined : { coveredUntil: holidays.coveredUntil, daysLeft };
}
