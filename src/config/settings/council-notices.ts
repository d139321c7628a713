import { z } from "zod";
import { bankHolidaysSetting, officeHoursSetting } from "./contacts.js";
import { dateText, live, milliseconds, setting, text, time } from "./setting.js";

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, "must be letters, digits, dots and hyphens");

const team = z.strictObject({
  id: setting(id, { description: "the name by which cases and routing rules call the team" }),
  name: setting(text, { description: "the team's name for people" }),
  telephone: setting(text.optional(), { description: "the team's telephone number" }),
});

const absence = z.strictObject({
  from: setting(dateText, { description: "the first day out of office" }),
  until: setting(dateText, { description: "the last day out of office" }),
});

const worker = z.strictObject({
  id: setting(id, { description: "the name by which cases call the worker" }),
  name: setting(text, { description: "the worker's name for people" }),
  teamId: setting(id.optional(), { description: "the worker's team" }),
  telephone: setting(text.optional(), { description: "the worker's telephone number" }),
  outOfOffice: setting(z.array(absence).optional(), {
    description: "days on which nobody is to expect this worker to see a notice; said beside the name",
  }),
});

/** Who is who: the names behind the ids of cases and of routing rules. */
export const councilDirectorySetting = z
  .strictObject({
    teams: setting(z.array(team).min(1, "needs at least one team"), {
      description: "the teams that notices can go to",
    }),
    workers: setting(z.array(worker).optional(), {
      description: "the workers; where somebody is missing, the name in the case is shown",
    }),
    emergencyDutyTeamId: setting(id.optional(), {
      description: "the team behind the routing target emergency-duty-team",
    }),
    dutyManagerId: setting(id.optional(), {
      description: "the worker behind the routing target duty-manager",
    }),
  })
  .meta(live);

const step = z.strictObject({
  afterMs: setting(milliseconds(60_000, 604_800_000), {
    description: "how long after a notice was first routed it goes up, where nobody has taken it",
    unit: "ms",
  }),
  to: setting(z.enum(["team", "worker", "duty-manager", "emergency-duty-team", "data-officer"]), {
    description: "where it goes then",
  }),
  teamId: setting(id.optional(), { description: "the team, where it goes to a team" }),
  workerId: setting(id.optional(), { description: "the worker, where it goes to a worker" }),
});

const night = z.strictObject({
  from: setting(time.default("20:00"), { description: "when a night begins, on an English wall clock" }),
  until: setting(time.default("08:00"), { description: "when a night ends, on an English wall clock" }),
});

/** How notices are routed, grouped and missed. */
export const councilNoticesSetting = z
  .strictObject({
    defaultTeamId: setting(id, {
      description: "the team that hears of children who have no team of their own",
      danger: "A team that nobody reads for is where notices lie unseen (H-18).",
    }),
    escalation: setting(z.array(step).optional(), {
      description:
        "where a notice goes when nobody takes it, in rising order of time; the duty manager after 2 hours and the emergency duty team after 4, where absent",
      danger: "An empty list lets an unread notice lie for ever (H-18).",
    }),
    officeHours: setting(officeHoursSetting.optional(), {
      description: "the council's office hours; where absent, the emergency duty team hears of every notice",
    }),
    bankHolidays: setting(bankHolidaysSetting.optional(), {
      description: "public holidays; those of contacts.bankHolidays, else the list for England, where absent",
    }),
    night: night.prefault({}),
    silenceMs: setting(milliseconds(3_600_000, 2_592_000_000).default(604_800_000), {
      description: "how long without any notice before it is an alarm, as a fault of the pipe",
      unit: "ms",
      danger: "Silence is not good news: a broken pipe looks like a quiet week (H-19).",
    }),
  })
  .meta(live);
