import { londonTime, type Instant, type LocalDate } from "../src/domain/instant.js";
import type { PatientRef } from "../src/domain/patient-context.js";
import { formatDate } from "./format.js";
import { notKnown } from "./wording.js";

/** `FERNSBY, Milo (Master)`: the national display form, in full, never shortened. */
export function formatName({ familyName, givenName, title }: PatientRef): string {
  const name = [familyName?.toUpperCase(), givenName].filter(Boolean).join(", ");
  return name === "" ? notKnown : `${name}${title ? ` (${title})` : ""}`;
}

/** `03-Feb-2018 (8y)`; months under two years of age. */
export function formatBorn(birthDate: LocalDate | undefined, nowEpochMs: number): string {
  if (!birthDate) return notKnown;
  const today = londonTime(nowEpochMs).date;
  const months = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  const age = months(today) - months(birthDate) - (today.slice(8) < birthDate.slice(8) ? 1 : 0);
  const shown = age < 24 ? `${String(age)}m` : `${String(Math.floor(age / 12))}y`;
  return `${formatDate(birthDate)}${age >= 0 ? ` (${shown})` : ""}`;
}

/** `19-Nov-2026 14:32`, on an English wall clock. */
export function formatDateTime(at: Instant): string {
  const { date, time } = londonTime(Date.parse(at));
  return `${formatDate(date)} ${time}`;
}
