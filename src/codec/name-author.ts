import type { Author } from "./hl7v3/author.js";
import type { PersonName } from "./hl7v3/datatypes.js";

/** Who asked, in the words a user is shown. */
export interface AuthorWords {
  /** `FAMILY, Given`, or the system's ASID where it names nobody. */
  readonly name: string;
  readonly role?: string;
}

/**
 * Names an author. For a system, the person it is nominated to answer for; where nobody is, the system itself
 * (cpis-messages 4.4, H-33).
 */
export function nameAuthor(author: Author): AuthorWords {
  const person = author.kind === "person" ? author : author.nominated[0];
  if (person === undefined) return { name: `System ${author.kind === "device" ? author.asid : ""}` };
  return { name: displayName(person.name), role: person.role.displayName };
}

function displayName({ family, given }: PersonName): string {
  return [family.toUpperCase(), given.join(" ")].filter((part) => part !== "").join(", ");
}
