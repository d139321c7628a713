import type { Subject } from "../../codec/hl7v3/subject.js";
import { parseBirthTime } from "../../codec/hl7v3/timestamp.js";
import type { Seed, SeedChild, SeedPerson } from "../seed.js";

/** What PDS says to the details of an upload. */
export type PdsFinding =
  | { readonly kind: "match" }
  | { readonly kind: "no-match" }
  | { readonly kind: "sensitive" }
  | { readonly kind: "not-verified" }
  | { readonly kind: "old-style" }
  | { readonly kind: "superseded"; readonly by: string };

/** The people of a simulated PDS. */
export interface Pds {
  find(nhsNumber: string): SeedPerson | undefined;
  put(person: SeedPerson): void;
  check(subject: Subject): PdsFinding;
}

/** A PDS that holds the people of a seed; the children of its register are known unless the seed says otherwise of them. */
export function createPds({ children, pds: { people, others } }: Seed): Pds {
  const listed = [...children.map(toPerson), ...people];
  const held = new Map(listed.map((person) => [person.nhsNumber, person]));
  return {
    find: (nhsNumber) => held.get(nhsNumber),
    put: (person) => {
      held.set(person.nhsNumber, person);
    },
    check: (subject) => {
      if (!/^[0-9]{10}$/.test(subject.nhsNumber)) return { kind: "old-style" };
      const person = held.get(subject.nhsNumber);
      if (person === undefined) return { kind: others === "match" ? "match" : "no-match" };
      return decideFinding(person, subject);
    },
  };
}

function toPerson({ nhsNumber, givenName, familyName, birthDate }: SeedChild): SeedPerson {
  return { nhsNumber, givenNames: [givenName], familyName, birthDate };
}

// Details first: a number that is sensitive or replaced says so only to whoever knows the person.
function decideFinding(person: SeedPerson, subject: Subject): PdsFinding {
  if (person.standing === "old-style") return { kind: "old-style" };
  if (person.standing === "closed") return { kind: "no-match" };
  if (!isSamePerson(person, subject)) return { kind: "not-verified" };
  if (person.supersededBy !== undefined) return { kind: "superseded", by: person.supersededBy };
  return { kind: person.standing === "sensitive" ? "sensitive" : "match" };
}

/**
 * The match as local authorities know it: date of birth and family name agree, and the given name is all the registered
 * ones, the first, or any of them. The national service's further fallback is not published and left out.
 */
function isSamePerson(person: SeedPerson, { birthTime, familyName, givenName }: Subject): boolean {
  if (parseBirthTime(birthTime) !== person.birthDate) return false;
  if (comparable(familyName) !== comparable(person.familyName)) return false;
  const given = comparable(givenName);
  const registered = person.givenNames.map(comparable);
  return given === registered.join(" ") || registered.includes(given);
}

function comparable(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
