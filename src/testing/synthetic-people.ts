/**
 * The made-up people, councils and organisations that the demo, the simulator's default register and the tests share.
 *
 * Every NHS number is in the 999 range with a valid check digit, every telephone number in the range kept for drama,
 * every ODS code in the ZZ range. Nobody here exists.
 */
import type { LocalDate } from "../domain/instant.js";
import type { NhsNumberStatus, PregnancyStatus } from "../domain/patient-context.js";

/** What the demo shows when this person's record is opened at an emergency department. Each happens once. */
export type SyntheticStory =
  | "current-protection-plan"
  | "looked-after"
  | "looked-after-and-protection-plan"
  | "two-councils"
  | "ended-plan"
  | "unborn-plan"
  | "no-record"
  | "no-record-with-reason"
  | "slow-answer"
  | "no-answer"
  | "register-fault"
  | "unreadable-answer"
  | "answer-about-another-child"
  | "identity-mismatch"
  | "partly-unreadable-record"
  | "unverified-number"
  | "missing-number"
  | "adult-not-asked";

/** A made-up patient, as a host system would hold them. */
export interface SyntheticPerson {
  readonly story: SyntheticStory;
  readonly title: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: LocalDate;
  readonly gender: string;
  readonly nhsNumber?: string;
  readonly nhsNumberStatus: NhsNumberStatus;
  readonly pregnancy?: PregnancyStatus;
}

/** A made-up local authority with the two telephone numbers it uploads. */
export interface SyntheticCouncil {
  readonly odsCode: string;
  readonly name: string;
  readonly officeHoursTelephone: string;
  readonly emergencyDutyTelephone: string;
}

/** The council most of the children belong to. */
export const northshireCouncil: SyntheticCouncil = {
  odsCode: "ZZL01",
  name: "Northshire Council",
  officeHoursTelephone: "01632960101",
  emergencyDutyTelephone: "01632960199",
};

/** The neighbouring council. */
export const weirdaleCouncil: SyntheticCouncil = {
  odsCode: "ZZL02",
  name: "Weirdale County Council",
  officeHoursTelephone: "01632960204",
  emergencyDutyTelephone: "01632960299",
};

/** The hospital whose emergency department the demo shows. */
export const northgateHospital = { odsCode: "ZZ9A1", name: "Northgate General Hospital" } as const;

/** Nobody's patient: whom the register answers about when it answers about the wrong child. */
export const anotherChild = {
  nhsNumber: "9994711865",
  givenName: "Perrin",
  familyName: "Holloway",
  birthDate: "2015-08-09",
} as const;

type Row = readonly [
  story: SyntheticStory,
  title: string,
  givenName: string,
  familyName: string,
  birthDate: LocalDate,
  gender: string,
  nhsNumber?: string,
];

const rows: readonly Row[] = [
  ["current-protection-plan", "Master", "Milo", "Fernsby", "2018-02-03", "Male", "9995260182"],
  ["two-councils", "Miss", "Talia", "Ashdown-Reid", "2011-09-19", "Female", "9991590838"],
  ["unborn-plan", "Ms", "Blessing", "Okonjo", "1999-05-07", "Female", "9991860916"],
  ["ended-plan", "Master", "Jonah", "Pell", "2020-06-21", "Male", "9993909963"],
  ["no-record", "Miss", "Isla", "Wren-Carter", "2022-10-30", "Female", "9990308241"],
  ["no-answer", "Miss", "Edie", "Hollis", "2013-04-28", "Female", "9996281949"],
  ["slow-answer", "Master", "Kit", "Lambourne", "2016-12-14", "Male", "9998219930"],
  ["looked-after-and-protection-plan", "Master", "Rowan", "Sedge", "2014-07-02", "Male", "9997574915"],
  ["no-record-with-reason", "Miss", "Noor", "Quill", "2010-03-16", "Female", "9992319488"],
  ["looked-after", "Master", "Otis", "Merridew", "2016-05-11", "Male", "9994041177"],
  ["register-fault", "Miss", "Bryony", "Vasey", "2019-09-24", "Female", "9994123580"],
  ["unreadable-answer", "Master", "Caspian", "Orrell", "2021-01-18", "Male", "9994233912"],
  ["answer-about-another-child", "Miss", "Juno", "Tansley", "2015-11-05", "Female", "9994366521"],
  ["identity-mismatch", "Master", "Silas", "Greave", "2023-04-12", "Male", "9994470930"],
  ["partly-unreadable-record", "Miss", "Zoë", "O’Hara-Lindqvist", "2012-08-27", "Female", "9994581244"],
  ["unverified-number", "Miss", "Robin", "Kestrel", "2025-06-15", "Female", "9994633155"],
  ["missing-number", "Master", "Zayan", "Tariq", "2024-01-11", "Male"],
  ["adult-not-asked", "Mr", "Edwin", "Marlowe", "1955-02-22", "Male", "9995181908"],
];

const drawnOn = Date.UTC(2026, 10, 19);

/**
 * The people, with dates of birth moved on by whole years so that the children are still children whenever the demo
 * runs.
 */
export function syntheticPeople(nowEpochMs: number): readonly SyntheticPerson[] {
  const years = Math.max(0, Math.floor((nowEpochMs - drawnOn) / (365.25 * 86_400_000)));
  return rows.map(([story, title, givenName, familyName, birthDate, gender, nhsNumber]) => ({
    story,
    title,
    givenName,
    familyName,
    birthDate: `${String(Number(birthDate.slice(0, 4)) + years)}${birthDate.slice(4)}`,
    gender,
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    nhsNumberStatus: numberStatus(story),
    ...(story === "unborn-plan" ? { pregnancy: "pregnant" as const } : {}),
  }));
}

function numberStatus(story: SyntheticStory): NhsNumberStatus {
  if (story === "unverified-number") return "unverified";
  return story === "missing-number" ? "unknown" : "verified";
}

/** The person of a story; every story has exactly one. */
export function syntheticPerson(story: SyntheticStory, nowEpochMs: number): SyntheticPerson {
  const person = syntheticPeople(nowEpochMs).find((candidate) => candidate.story === story);
  if (person === undefined) throw new RangeError(`There is no synthetic person for ${story}.`);
  return person;
}
