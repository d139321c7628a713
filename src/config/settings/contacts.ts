import { z } from "zod";
import { dateText, live, odsCode, setting, time } from "./setting.js";

const telephone = z.string().regex(/^\+?[0-9][0-9 ]{8,16}$/, "must be a telephone number: digits and spaces");

/** The names of the days in the file, Monday first. */
export const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** When an office answers. */
export const officeHoursSetting = z.strictObject({
  periods: setting(
    z.array(
      z.strictObject({
        days: setting(z.array(z.enum(dayNames)).min(1), { description: "the days, Mon to Sun" }),
        opens: setting(time, { description: "when the office opens, on an English wall clock" }),
        closes: setting(time, { description: "when the office closes, on an English wall clock" }),
      }),
    ),
    { description: "when the office answers; bank holidays are always closed" },
  ),
});

/** The public holidays of one part of the country. */
export const bankHolidaysSetting = z.strictObject({
  dates: setting(z.array(dateText), { description: "the public holidays" }),
  coveredUntil: setting(dateText, {
    description: "the last date the list covers; after it no number is marked",
  }),
});

/** Who to ring, and when. */
export const contactsSetting = z
  .strictObject({
    safeguardingTelephone: setting(telephone.optional(), {
      description: "the site's safeguarding team, shown with every answer and every unknown",
    }),
    officeHours: setting(z.record(odsCode, officeHoursSetting).default({}), {
      description:
        "office hours by the ODS code of the local authority; where absent, neither number is marked",
      danger: "Wrong hours mark the number that nobody answers (H-28).",
    }),
    bankHolidays: setting(bankHolidaysSetting.optional(), {
      description: "public holidays; the list for England that comes with this version, where absent",
    }),
  })
  .meta(live);
