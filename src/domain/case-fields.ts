import type { Issue } from "../errors/cpis-error.js";
import type { RegisteredPerson } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import { isLocalDate } from "./local-date.js";
import { parseNhsNumber } from "./nhs-number.js";
import { parseName, type NameFault } from "./person-name.js";
import { parseTelephone } from "./telephone.js";

/** A person as they arrive: nothing is checked yet. */
export interface PersonDraft {
  readonly nhsNumber?: string;
  readonly familyName?: string;
  readonly givenNames?: readonly string[];
  readonly birthDate?: string;
}

/** What the readers of one case share: the list their faults go to, and the day to hold dates against. */
export interface CaseCheck {
  readonly issues: Issue[];
  readonly today: LocalDate;
}

const nameMessages: Readonly<Record<NameFault, string>> = {
  missing: "is missing",
  "too-long": "is longer than 200 characters",
  "not-a-name":
    "must be the registered name alone: letters, spaces, hyphens, apostrophes; no title, alias or number",
  placeholder: "is a placeholder, not a name",
};

/** Reads a person; undefined where a fault was found, and every fault is among the issues. */
export function readPerson(draft: PersonDraft, path: string, check: CaseCheck): RegisteredPerson | undefined {
  const before = check.issues.length;
  const nhsNumber = readOptionalNhsNumber(draft.nhsNumber, `${path}.nhsNumber`, check);
  const familyName = readName(draft.familyName, `${path}.familyName`, check);
  const givenNames = readGivenNames(draft.givenNames, `${path}.givenNames`, check);
  const birthDate = readPastDate(draft.birthDate, `${path}.birthDate`, check);
  if (check.issues.length > before || familyName === undefined || birthDate === undefined) return undefined;
  return { ...(nhsNumber === undefined ? {} : { nhsNumber }), familyName, givenNames, birthDate };
}

function readOptionalNhsNumber(text: string | undefined, path: string, { issues }: CaseCheck) {
  const reading = parseNhsNumber(text);
  if (reading.ok) return reading.nhsNumber;
  if (reading.fault === "invalid") {
    issues.push({ path, message: "is not ten digits with the right check digit" });
  }
  return undefined;
}

function readName(text: string | undefined, path: string, { issues }: CaseCheck): string | undefined {
  const reading = parseName(text);
  if (reading.ok) return reading.name;
  issues.push({ path, message: nameMessages[reading.fault] });
  return undefined;
}

function readGivenNames(
  names: readonly string[] | undefined,
  path: string,
  check: CaseCheck,
): readonly string[] {
  if (names === undefined || names.length === 0) {
    check.issues.push({ path, message: "is missing" });
    return [];
  }
  return names.flatMap((name, index) => readName(name, `${path}[${index}]`, check) ?? []);
}

/** Reads a date, which must be there. */
export function readDate(
  text: string | undefined,
  path: string,
  { issues }: CaseCheck,
): LocalDate | undefined {
  const date = (text ?? "").trim();
  if (date === "") issues.push({ path, message: "is missing" });
  else if (!isLocalDate(date)) issues.push({ path, message: "is not a date of the calendar (yyyy-mm-dd)" });
  else if (date < "1900-01-01" || date > "2099-12-31") {
    // The wire's plan dates cannot say another century (cpis-messages 2.2).
    issues.push({ path, message: "is not between 1900 and 2099" });
  } else return date;
  return undefined;
}

/** Reads a date that cannot be in the future. */
export function readPastDate(
  text: string | undefined,
  path: string,
  check: CaseCheck,
): LocalDate | undefined {
  const date = readDate(text, path, check);
  if (date === undefined || date <= check.today) return date;
  check.issues.push({ path, message: "is in the future" });
  return undefined;
}

/** Reads a telephone number that may be absent. */
export function readOptionalTelephone(
  text: string | undefined,
  path: string,
  { issues }: CaseCheck,
): string | undefined {
  const reading = parseTelephone(text);
  if (reading.ok) return reading.digits;
  if (reading.fault === "invalid") issues.push({ path, message: "is not one British telephone number" });
  return undefined;
}
