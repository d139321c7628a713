/** A moment as an ISO 8601 text with an offset, always UTC when we make it: `2026-01-05T14:30:00.000Z` (H-27). */
export type Instant = string;

/** A date and time on an English wall clock, to the minute: `2026-01-05T14:30`. CP-IS plan dates are of this kind. */
export type LocalDateTime = string;

/** A calendar date: `2026-01-05`. */
export type LocalDate = string;

/** A moment from milliseconds since 1970. */
export function toInstant(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

const londonFields = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** What an English wall clock shows at a moment. */
export interface LondonTime {
  readonly date: LocalDate;
  /** `hh:mm`, 24 hours. */
  readonly time: string;
  /** `hh:mm:ss`, 24 hours. */
  readonly timeWithSeconds: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
}

let latest: { readonly epochMs: number; readonly shown: LondonTime } | undefined;

/** The English wall clock at a moment; daylight saving comes from the platform's time-zone data. */
export function londonTime(epochMs: number): LondonTime {
  // Every child of a council is looked at in one and the same moment, and the platform's answer is slow.
  if (latest?.epochMs !== epochMs) latest = { epochMs, shown: readClock(epochMs) };
  return latest.shown;
}

function readClock(epochMs: number): LondonTime {
  const fields = new Map(londonFields.formatToParts(epochMs).map((part) => [part.type, part.value]));
  const field = (type: Intl.DateTimeFormatPartTypes): string => fields.get(type) ?? "";
  const date = `${field("year")}-${field("month")}-${field("day")}`;
  const time = `${field("hour")}:${field("minute")}`;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return { date, time, timeWithSeconds: `${time}:${field("second")}`, weekday: weekday === 0 ? 7 : weekday };
}

/** The wall clock at a moment as a `LocalDateTime`, comparable as text with plan dates. */
export function londonLocal(epochMs: number): LocalDateTime {
  const now = londonTime(epochMs);
  return `${now.date}T${now.time}`;
}

/** When the day began, on an English wall clock, that a moment belongs to; milliseconds since 1970. */
export function londonMidnight(epochMs: number): number {
  const { date } = londonTime(epochMs);
  const utcMidnight = Date.parse(`${date}T00:00:00Z`);
  const [hours = "0", minutes = "0"] = readClock(utcMidnight).time.split(":");
  // English clocks are ahead of UTC or with it, and no change of them falls between two midnights of one date.
  return utcMidnight - (Number(hours) * 60 + Number(minutes)) * 60_000;
}
