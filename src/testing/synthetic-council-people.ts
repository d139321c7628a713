/**
 * Made-up children as a council's case system holds them, one for each thing the register may answer to an upload.
 *
 * What PDS holds about them, where it differs, is in the simulator's default seed. NHS numbers are in the 999 range with a
 * valid check digit. Nobody here exists.
 */
import type { LocalDate } from "../domain/instant.js";

/** What the simulated register answers to an upload of this person. Each happens once. */
export type CouncilStory =
  /** Loaded (CPR06), for a child about whom the register holds nothing yet. */
  | "matches"
  /** Loaded; on request PDS closes the number and names another. */
  | "number-will-close"
  /** Loaded; on request PDS closes the number and names none, as after an adoption. */
  | "number-will-vanish"
  /** Loaded as the mother of an unborn child. */
  | "expectant-mother"
  /** The same, once somebody links her. */
  | "mother-to-link"
  /** CPR01: PDS has no such number. */
  | "not-found"
  /** CPR02: PDS may not share this person. */
  | "sensitive"
  /** CPR03: the family name on PDS is another. */
  | "name-differs"
  /** CPR04. */
  | "old-style-number"
  /** CPR05: the number was replaced. */
  | "number-replaced";

/** A made-up person as the council holds them. */
export interface SyntheticCouncilPerson {
  readonly story: CouncilStory;
  readonly nhsNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: LocalDate;
}

type Row = readonly [
  story: CouncilStory,
  nhsNumber: string,
  givenName: string,
  familyName: string,
  birthDate: LocalDate,
];

const rows: readonly Row[] = [
  ["matches", "9996001008", "Tamsin", "Arkwright", "2017-03-08"],
  ["number-will-close", "9996074315", "Idris", "Colburn", "2014-10-21"],
  ["expectant-mother", "9996147622", "Marta", "Fenwick-Osei", "1998-01-30"],
  ["number-will-vanish", "9996954005", "Maryam", "Sadiq", "2021-01-30"],
  ["mother-to-link", "9997173007", "Keeley", "Hale", "2001-05-11"],
  ["not-found", "9996220931", "Leon", "Sharrow", "2019-06-02"],
  ["sensitive", "9996294242", "Niamh", "Coverdale", "2013-12-12"],
  ["name-differs", "9996440869", "Callum", "Attwood", "2016-08-19"],
  ["old-style-number", "9996587487", "Petra", "Lindale", "2012-02-27"],
  ["number-replaced", "9996660796", "Hamza", "Brightwell", "2018-05-05"],
];

/** The number that PDS holds in place of the replaced one. */
export const replacementNumber = "9996734102";

/** The number that PDS is to name when `number-will-close` closes. */
export const successorNumber = "9996880729";

const drawnOn = Date.UTC(2026, 10, 19);

/** The people, with dates of birth moved on by whole years so that the children are still children. */
export function syntheticCouncilPeople(nowEpochMs: number): readonly SyntheticCouncilPerson[] {
  const years = Math.max(0, Math.floor((nowEpochMs - drawnOn) / (365.25 * 86_400_000)));
  return rows.map(([story, nhsNumber, givenName, familyName, birthDate]) => ({
    story,
    nhsNumber,
    givenName,
    familyName,
    birthDate: `${String(Number(birthDate.slice(0, 4)) + years)}${birthDate.slice(4)}`,
  }));
}

/** The person of a story; every story has exactly one. */
export function syntheticCouncilPerson(story: CouncilStory, nowEpochMs: number): SyntheticCouncilPerson {
  const person = syntheticCouncilPeople(nowEpochMs).find((candidate) => candidate.story === story);
  if (person === undefined) throw new RangeError(`There is no synthetic person for ${story}.`);
  return person;
}
