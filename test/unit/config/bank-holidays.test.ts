import { describe, expect, it } from "vitest";
import { bankHolidayAlarm, englandBankHolidays } from "../../../src/config/bank-holidays.js";

describe("the bank-holiday list", () => {
  it("is ordered, without repeats, and within its coverage", () => {
    const { dates, coveredUntil } = englandBankHolidays;
    expect([...new Set(dates)].sort()).toEqual(dates);
    expect(dates.every((date) => date <= coveredUntil)).toBe(true);
  });

  it("holds the days that every year has, on their weekdays", () => {
    for (const year of [2026, 2027]) {
      const ofYear = englandBankHolidays.dates.filter((date) => date.startsWith(String(year)));
      const mondays = ofYear.filter((date) => new Date(date).getUTCDay() === 1);
      expect(ofYear).toContain(`${String(year)}-01-01`);
      expect(ofYear).toContain(`${String(year)}-12-25`);
      // Easter Monday, early May, spring, summer, and a substitute day in these two years.
      expect(mondays).toHaveLength(5);
    }
  });

  it("is silent until 60 days before its end", () => {
    expect(bankHolidayAlarm(Date.parse("2027-11-01T12:00:00Z"))).toBeDefined();
    expect(bankHolidayAlarm(Date.parse("2027-10-31T12:00:00Z"))).toBeUndefined();
  });

  it("counts the days that are left on the English calendar", () => {
    expect(bankHolidayAlarm(Date.parse("2027-12-30T23:59:00Z"))).toEqual({
      coveredUntil: "2027-12-31",
      daysLeft: 1,
    });
    expect(bankHolidayAlarm(Date.parse("2028-01-02T00:00:00Z"))?.daysLeft).toBe(-2);
  });

  it("watches a site's own list just so", () => {
    const own = { dates: [], coveredUntil: "2026-12-31" };
    expect(bankHolidayAlarm(Date.parse("2026-12-01T00:00:00Z"), own)?.daysLeft).toBe(30);
  });
});
