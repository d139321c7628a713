import { londonTime, type LocalDate } from "./instant.js";

/** Hours on the days named. 1 is Monday, 7 is Sunday; times are `hh:mm` on an English wall clock. */
export interface OpeningPeriod {
  readonly days: readonly number[];
  readonly opens: string;
  readonly closes: string;
}

/** One local authority's office hours, as the site's administrator configured them; CP-IS does not know them. */
export interface OfficeHours {
  readonly periods: readonly OpeningPeriod[];
}

/** Public holidays in England, with the last date that the list covers. */
export interface BankHolidays {
  readonly dates: readonly LocalDate[];
  readonly coveredUntil: LocalDate;
}

/** Which of an authority's two numbers applies. `unknown` marks neither. */
export type TelephoneNow = "office-hours" | "emergency-duty" | "unknown";

/**
 * Which number applies at a moment.
 *
 * Unknown where the authority's hours are not configured, and past the last date the holiday list covers: marking the
 * wrong number is worse than marking none (H-28).
 */
export function decideTelephoneNow(
  hours: OfficeHours | undefined,
  holidays: BankHolidays | undefined,
  epochMs: number,
): TelephoneNow {
  if (hours === undefined || holidays === undefined) return "unknown";
  const now = londonTime(epochMs);
  if (now.date > holidays.coveredUntil) return "unknown";
  if (holidays.dates.includes(now.date)) return "emergency-duty";
  const open = hours.periods.some(
    (period) => period.days.includes(now.weekday) && now.time >= period.opens && now.time < period.closes,
  );
  return open ? "office-hours" : "emergency-duty";
}
