import { londonTime, type Instant } from "../../src/domain/instant.js";
import { formatDate } from "../format.js";
import { formatDateTime } from "../format-person.js";

const minuteMs = 60_000;

/** `33 min`, `13 h 5 min`, `1 day 8 h`, `6 days`: two units at most. Never negative: clocks differ (H-27). */
export function formatAge(since: Instant, nowEpochMs: number): string {
  const minutes = Math.max(0, Math.floor((nowEpochMs - Date.parse(since)) / minuteMs));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours === 0) return `${String(minutes)} min`;
  if (days === 0) return joined(`${String(hours)} h`, minutes % 60, "min");
  const inDays = `${String(days)} day${days === 1 ? "" : "s"}`;
  return days < 3 ? joined(inDays, hours % 24, "h") : inDays;
}

const joined = (large: string, small: number, unit: string): string =>
  small === 0 ? large : `${large} ${String(small)} ${unit}`;

/** `10 minutes`, `6 hours`, `2 days`: a limit or a usual time in its largest whole unit, rounded up. */
export function formatSpan(ms: number): string {
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", minuteMs],
    ["second", 1000],
  ] as const;
  const [name, size] =
    units.find(([, size]) => ms >= 2 * size) ?? units.find(([, size]) => ms >= size) ?? units[3];
  const count = Math.max(1, Math.ceil(ms / size));
  return `${String(count)} ${name}${count === 1 ? "" : "s"}`;
}

/** `Today 14:32`, or `18-Nov-2026 06:20`. */
export function formatMoment(at: Instant, nowEpochMs: number): string {
  const { date, time } = londonTime(Date.parse(at));
  return date === londonTime(nowEpochMs).date ? `Today ${time}` : formatDateTime(at);
}

/** `19-Nov-2026`, the English calendar's day of a moment. */
export const formatDayOf = (at: Instant): string => formatDate(londonTime(Date.parse(at)).date);
