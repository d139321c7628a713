import type { OfficeHours } from "../domain/office-hours.js";
import { dayNames } from "./settings/contacts.js";
import type { Settings } from "./settings.js";

/** Office hours by the numbers of the days, as the domain reckons. */
export function hoursPlan(hours: Settings["contacts"]["officeHours"][string]): OfficeHours {
  return {
    periods: hours.periods.map(({ days, opens, closes }) => ({
      days: days.map((day) => dayNames.indexOf(day) + 1),
      opens,
      closes,
    })),
  };
}
