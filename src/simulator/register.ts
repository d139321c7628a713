import type { Author } from "../codec/hl7v3/author.js";
import type { Seed, SeedAccess, SeedAuthority, SeedChild } from "./seed.js";

/** How many openings CP-IS keeps and shows. */
export const listedAccesses = 25;
const dayMs = 86_400_000;

/** One opening of a record in unscheduled care. */
export interface RegisterAccess {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the query that opened it. */
  readonly queryId: string;
  readonly author: Author;
}

/** What the register holds under one NHS number. */
export interface RegisterEntry {
  readonly child: SeedChild;
  readonly authorities: readonly SeedAuthority[];
  /** As it is listed to whoever asks: newest first. */
  readonly accesses: readonly RegisterAccess[];
}

/** The register of children that councils have shared. */
export interface Register {
  /** Undefined where no council has a plan under this number. */
  find(nhsNumber: string): RegisterEntry | undefined;
  /** Adds a child or replaces what was held; earlier openings stay. */
  put(child: SeedChild): void;
  remove(nhsNumber: string): void;
  /**
   * Notes that somebody opened the record in unscheduled care. Without a record there is nothing to open.
   *
   * The same author within 24 hours of an opening that is listed is not listed again.
   */
  recordAccess(nhsNumber: string, access: RegisterAccess): void;
}

/** A register that holds a seed. */
export function createRegister(seed: Seed): Register {
  const authorities = new Map(seed.authorities.map((authority) => [authority.odsCode, authority]));
  const children = new Map(seed.children.map((child) => [child.nhsNumber, child]));
  const accesses = new Map(
    seed.children.map((child) => [child.nhsNumber, child.accesses.map(toAccess).sort(newestFirst)]),
  );
  return {
    find: (nhsNumber) => {
      const child = children.get(nhsNumber);
      if (child === undefined) return undefined;
      const codes = [...new Set(child.plans.map((plan) => plan.authority))];
      return {
        child,
        authorities: codes.flatMap((code) => authorities.get(code) ?? []),
        accesses: (accesses.get(nhsNumber) ?? []).slice(0, listedAccesses),
      };
    },
    put: (child) => {
      children.set(child.nhsNumber, child);
      if (!accesses.has(child.nhsNumber))
        accesses.set(child.nhsNumber, child.accesses.map(toAccess).sort(newestFirst));
    },
    remove: (nhsNumber) => {
      children.delete(nhsNumber);
      accesses.delete(nhsNumber);
    },
    recordAccess: (nhsNumber, access) => {
      if (!children.has(nhsNumber)) return;
      accesses.set(nhsNumber, withAccess(accesses.get(nhsNumber) ?? [], access));
    },
  };
}

function withAccess(listed: readonly RegisterAccess[], access: RegisterAccess): RegisterAccess[] {
  const again = listed.find(
    (earlier) => access.at - earlier.at < dayMs && authorKey(earlier.author) === authorKey(access.author),
  );
  if (again === undefined) return [access, ...listed].sort(newestFirst).slice(0, listedAccesses);
  // Not listed anew; but whoever asks always sees themselves, so their opening may not drop off the end.
  const others = listed.filter((entry) => entry !== again).slice(0, listedAccesses - 1);
  return [again, ...others].sort(newestFirst);
}

function newestFirst(one: RegisterAccess, other: RegisterAccess): number {
  return other.at - one.at;
}

function authorKey(author: Author): string {
  return author.kind === "person"
    ? `person ${author.sdsUserId}`
    : `device ${author.asid} ${author.organisation.odsCode}`;
}

const jobRoleNames = "2.16.840.1.113883.2.1.3.2.4.17.124";

// Seeds name people, not smartcards: ids are made up from the place in the list, the same at every start.
function toAccess(access: SeedAccess, index: number): RegisterAccess {
  const serial = String(index + 1).padStart(4, "0");
  return {
    at: access.at,
    queryId: `5EED0000-0000-4000-8000-${String(access.at).padStart(12, "0").slice(-8)}${serial}`,
    author: {
      kind: "person",
      role: { code: "R0000", codeSystem: jobRoleNames, displayName: access.role },
      sdsUserId: `99970000${serial}`,
      name: { given: [access.givenName], family: access.familyName },
      organisation: access.organisation,
    },
  };
}
