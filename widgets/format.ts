import { londonTime, type Instant } from "../src/domain/instant.js";
import { notKnown } from "./wording.js";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `19-Nov-2026`, the national display form, from a date or the date part of a date and time. */
export const formatDate = (date: string): string =>
  `${date.slice(8, 10)}-${months[Number(date.slice(5, 7)) - 1] ?? ""}-${date.slice(0, 4)}`;

/** `14:32 on 19-Nov-2026`, on an English wall clock (H-27). */
export function formatTimeOnDate(at: Instant): string {
  const { date, time } = londonTime(Date.parse(at));
  return `${time} on ${formatDate(date)}`;
}

/** `14:32`, on an English wall clock; the date follows where it is not today's. */
export function formatTime(at: Instant, nowEpochMs: number): string {
  const { date, time } = londonTime(Date.parse(at));
  return date === londonTime(nowEpochMs).date ? time : formatTimeOnDate(at);
}

/** `14:32:05`, on an English wall clock. */
export const formatSeconds = (at: Instant): string => londonTime(Date.parse(at)).timeWithSeconds;

/** A telephone number grouped as English readers expect: area code first. Unknown shapes stay as they came. */
export const formatTelephone = (digits: string): string =>
  digits
    .replace(/^(02.|011.|01.1|0[389]..)(.{3,4})(.{4})$/, "$1 $2 $3")
    .replace(/^(0.{4})(.{5,6})$/, "$1 $2");

/** `999 526 0182`, or the words for a number nobody knows. Invalid digits are shown as the host holds them. */
export const formatNhsNumber = (nhsNumber: string | undefined): string =>
  nhsNumber?.replace(/[\s-]/g, "").replace(/^(...)(...)(.{4})$/, "$1 $2 $3") ?? notKnown;
