import { londonTime, type Instant } from "../../domain/instant.js";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const minuteMs = 60_000;

/** `19-Nov-2026`, the English calendar's day of a moment. */
export function formatDay(at: Instant): string {
  const { date } = londonTime(Date.parse(at));
  return `${date.slice(8)}-${months[Number(date.slice(5, 7)) - 1] ?? ""}-${date.slice(0, 4)}`;
}

/** `19-Nov-2026 15:05`, on an English wall clock (H-27). */
export const formatMoment = (at: Instant): string => `${formatDay(at)} ${londonTime(Date.parse(at)).time}`;

/** `19-Nov-2026 15:04:41`. */
export const formatSecond = (at: Instant): string =>
  `${formatDay(at)} ${londonTime(Date.parse(at)).timeWithSeconds}`;

/** `15:04`, with its day where that is not today. */
export const formatTime = (at: Instant, now: Instant): string =>
  formatDay(at) === formatDay(now) ? londonTime(Date.parse(at)).time : formatMoment(at);

/** `47 minutes`, `13 hours`, `6 days`: the largest whole unit, never negative. */
export function formatAge(since: Instant, now: Instant): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / minuteMs));
  if (minutes < 120) return counted(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? counted(hours, "hour") : counted(Math.floor(hours / 24), "day");
}

/** `1 minute`, `2 minutes`. */
export const counted = (count: number, unit: string): string =>
  `${String(count)} ${unit}${count === 1 ? "" : "s"}`;

/** `0.8 s`. */
export const formatSeconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 100 ? 2 : 1)} s`;

/** `7f3a 91c2`: the part of a hash that people compare. */
export const formatHash = (hash: string): string =>
  hash
    .replace(/^[a-z0-9]+[:-]/, "")
    .slice(0, 8)
    .replace(/^(.{4})(.{4})$/, "$1 $2");

/** `999 526 0182`. */
export const formatNhsNumber = (digits: string): string => digits.replace(/^(...)(...)(.{4})$/, "$1 $2 $3");

/** `19-Nov-2026 14:32` on an English wall clock as a moment; undefined where it is none. */
export function readMoment(text: string): Instant | undefined {
  const [, day = "", name = "", year = "", time = ""] =
    /^(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{4})(?: (\d{1,2}:\d{2}))?$/.exec(text.trim()) ?? [];
  const month = months.findIndex((one) => one.toLowerCase() === name.toLowerCase()) + 1;
  const padded = [year, String(month).padStart(2, "0"), day.padStart(2, "0")].join("-");
  const local = Date.parse(`${padded}T${(time || "00:00").padStart(5, "0")}Z`);
  if (month === 0 || Number.isNaN(local)) return undefined;
  const { date, timeWithSeconds } = londonTime(local);
  // England is an hour ahead at most: what its clock shows at that moment says by how much.
  return new Date(2 * local - Date.parse(`${date}T${timeWithSeconds}Z`)).toISOString();
}
