import { londonTime, type Instant, type LocalDate, type LocalDateTime } from "../../domain/instant.js";

const instantPattern = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(\.\d+)?)?(?:([+-])(\d{2})(\d{2})?)?$/;
const planDatePattern = /^((?:19|20)\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const datePattern = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:\d{2}.*)?)?)?$/;

/** Wrapper `creationTime`: 14 digits, UTC, no offset, as Spine writes it (cpis-messages 2.3). */
export function formatCreationTime(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace(/\D/g, "");
}

/** Payload `effectiveTime`: the English wall clock with its offset, because hours without an offset are not allowed. */
export function formatEffectiveTime(epochMs: number): string {
  const { date, timeWithSeconds } = londonTime(epochMs);
  const wallClock = `${date}T${timeWithSeconds}Z`;
  const offsetHours = Math.round((Date.parse(wallClock) - epochMs) / 3_600_000);
  return `${wallClock.replace(/\D/g, "")}+0${offsetHours.toFixed(0)}00`;
}

/**
 * Reads a moment. Without an offset it is taken as UTC, which is what Spine's own wrappers mean.
 *
 * Undefined where the text is not a moment to the minute at least: a bare date is not one.
 */
export function parseInstant(value: string): Instant | undefined {
  const match = instantPattern.exec(value);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = "0", , sign, offsetHour = "0", offsetMinute = "0"] =
    match;
  if (!isCalendarDate(year, month, day) || !isClockTime(hour, minute, second)) return undefined;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return new Date(sign === "-" ? local + offsetMs : local - offsetMs).toISOString();
}

/** Reads a plan date, `yyyyMMddHHmm` with no offset: an English wall clock (cpis-messages 2.2, 2.3). */
export function parsePlanDate(value: string): LocalDateTime | undefined {
  const match = planDatePattern.exec(value);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "", minute = ""] = match;
  if (!isCalendarDate(year, month, day) || !isClockTime(hour, minute, "0")) return undefined;
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** Reads as much of a date of birth as there is: `2018`, `2018-02` or `2018-02-14`; a time of day is left out. */
export function parseBirthTime(value: string): LocalDate | undefined {
  const match = datePattern.exec(value);
  if (match === null) return undefined;
  const [, year, month, day] = match;
  if (!isCalendarDate(year, month ?? "01", day ?? "01")) return undefined;
  return [year, month, day].filter((part) => part !== undefined).join("-");
}

function isClockTime(hour?: string, minute?: string, second?: string): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// The schemas do not check that a month has that day (cpis-messages 2.2).
function isCalendarDate(year?: string, month?: string, day?: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isLeapYear = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  return d >= 1 && d <= (daysInMonth[m - 1] ?? 0) && (m !== 2 || d <= 28 || isLeapYear);
}
