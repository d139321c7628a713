import type { LocalDate } from "./instant.js";
import type { NhsNumber } from "./nhs-number.js";

/** A person as PDS holds them: what CP-IS compares before it takes a plan (R-75, CPR01 to CPR05). */
export interface RegisteredPerson {
  /** Absent until traced; without it nothing about the person can be sent. */
  readonly nhsNumber?: NhsNumber;
  readonly familyName: string;
  /** In the order they are registered; at least one. */
  readonly givenNames: readonly string[];
  readonly birthDate: LocalDate;
}

/** The mother of an unborn child; her record carries the plan. */
export interface Mother extends RegisteredPerson {
  /** Her own identifier in the council's system, where she has one. */
  readonly localId?: string;
}

/** What is known about a child before birth. */
export interface Pregnancy {
  /** Absent where nobody has linked her yet: stored, never sent. */
  readonly mother?: Mother;
  /** Expected date of birth; an unborn plan's mandatory end. */
  readonly dueDate?: LocalDate;
}

/** Whom a case is about. An unborn child that is born becomes a `child` that keeps what was known before birth. */
export type CaseSubject =
  | { readonly kind: "child"; readonly child: RegisteredPerson; readonly beforeBirth?: Pregnancy }
  | { readonly kind: "unborn-child"; readonly beforeBirth: Pregnancy };

/** One legal status or plan in the council's own words, in force on both days named and on all days between. */
export interface StatusEntry {
  readonly code: string;
  readonly from: LocalDate;
  /** Absent while it lasts, or where the next status of its group ended it. */
  readonly until?: LocalDate;
}

/** The worker a child is allocated to. */
export interface AllocatedWorker {
  readonly id: string;
  readonly name: string;
  /** National digits. */
  readonly telephone?: string;
}

/** One child, born or not, in the council's case system. The council's own record: unlike a lookup's answer it is kept. */
export interface CaseRecord {
  /** The council's identifier of the case; unique in the council, also for an unborn child. */
  readonly localId: string;
  readonly subject: CaseSubject;
  /** The whole history in the order it was recorded; plans are derived from all of it (H-23). */
  readonly statuses: readonly StatusEntry[];
  readonly worker?: AllocatedWorker;
  readonly teamId?: string;
  /** The day of the adoption order; the old identity ends with it (R-105, R-106, H-24). */
  readonly adoptedOn?: LocalDate;
}

/** The council that uploads, as every file names it (cpis-messages 6.1). */
export interface LocalAuthority {
  readonly odsCode: string;
  readonly name: string;
  /** National digits. */
  readonly officeHoursTelephone?: string;
  /** National digits; Spine refuses a file without it. */
  readonly emergencyDutyTelephone: string;
}

/** A person's name in the form the wire takes: exactly one given name and one family name. */
export interface SentName {
  readonly given: string;
  readonly family: string;
}

/**
 * The name that goes into an upload.
 *
 * The first given name, because the match accepts it alone, while a full list fails as soon as either side lacks a
 * middle name. Never a display name or nickname: they are not in `givenNames`.
 */
export function sentName(person: RegisteredPerson): SentName {
  return { given: person.givenNames[0] ?? "", family: person.familyName };
}
