import type { LocalDate } from "./instant.js";

const dayMs = 86_400_000;

/** Whether a text is a date that the calendar has, written `2026-01-05`. */
export function isLocalDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const epochMs = Date.parse(text);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text);
}

/** The date so many days later, or earlier for a negative number. Dates have no time zone, so no clock change matters. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Orders dates for a sort, earliest first. */
export function compareDates(one: LocalDate, other: LocalDate): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The earlier of two dates, where no date means that there is no end. */
export function earlierEnd(one: LocalDate | undefined, other: LocalDate | undefined): LocalDate | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/**
 * The day on which a person becomes eighteen. A child born on 29 February becomes so on 1 March where the year has no
 * such day: the later day, because a child must not leave the register a day too soon.
 */
export function eighteenthBirthday(birthDate: LocalDate): LocalDate {
  const year = Number(birthDate.slice(0, 4)) + 18;
  const date = `${String(year).padStart(4, "0")}${birthDate.slice(4)}`;
  return birthDate.endsWith("-02-29") && !isLocalDate(date) ? `${date.slice(0, 4)}-03-01` : date;
}
