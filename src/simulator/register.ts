import type { Author } from "../codec/hl7v3/author.js";
import type { Clock } from "../ports/runtime.js";
import { planStays } from "./plan-visibility.js";
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

/** The file that a council's part of a record came with last. */
export interface RecordSource {
  readonly authority: string;
  /** 0 where the seed brought it. */
  readonly sequenceNumber: number;
  /** The council's own id of the child. */
  readonly childLocalId?: string;
  /** The council's own id of the mother of an unborn child. */
  readonly motherLocalId?: string;
}

/** What became of an opening: a record's list, the notices of its councils and the answer depend on it. */
export type AccessListing =
  /** Listed anew. */
  | "listed"
  /** The same author within 24 hours of a listed opening. */
  | "repeated"
  | "no-record";

/** What the register holds under one NHS number. */
export interface RegisterEntry {
  readonly child: SeedChild;
  readonly authorities: readonly SeedAuthority[];
  /** One for each authority. */
  readonly sources: readonly RecordSource[];
  /** As it is listed to whoever asks: newest first. */
  readonly accesses: readonly RegisterAccess[];
}

/** The register of children that councils have shared. */
export interface Register {
  /** Undefined where no council has a plan under this number. */
  find(nhsNumber: string): RegisterEntry | undefined;
  /** Everything ever put under this number and not removed, also plans that have left the register by themselves. */
  held(nhsNumber: string): SeedChild | undefined;
  /** Adds a child or replaces what was held; earlier openings stay. */
  put(child: SeedChild, source?: RecordSource): void;
  remove(nhsNumber: string): void;
  /** Takes a council's name and telephones as its last upload gives them. */
  putAuthority(authority: SeedAuthority): void;
  findAuthority(odsCode: string): SeedAuthority | undefined;
  /**
   * Notes that somebody opened the record in unscheduled care. Without a record there is nothing to open.
   *
   * The same author within 24 hours of an opening that is listed is not listed again.
   */
  recordAccess(nhsNumber: string, access: RegisterAccess): AccessListing;
}

/** A register that holds a seed. By the clock plans leave it; without one they stay. */
export function createRegister(seed: Seed, clock?: Clock): Register {
  const authorities = new Map(seed.authorities.map((authority) => [authority.odsCode, authority]));
  const children = new Map(seed.children.map((child) => [child.nhsNumber, child]));
  const accesses = new Map(
    seed.children.map((child) => [child.nhsNumber, child.accesses.map(toAccess).sort(newestFirst)]),
  );
  const sources = new Map<string, RecordSource>();
  const find = (nhsNumber: string): RegisterEntry | undefined => {
    const child = present(children.get(nhsNumber), clock);
    if (child === undefined) return undefined;
    const codes = [...new Set(child.plans.map((plan) => plan.authority))];
    return {
      child,
      authorities: codes.flatMap((code) => authorities.get(code) ?? []),
      sources: codes.map(
        (code) => sources.get(`${nhsNumber} ${code}`) ?? { authority: code, sequenceNumber: 0 },
      ),
      accesses: (accesses.get(nhsNumber) ?? []).slice(0, listedAccesses),
    };
  };
  return {
    find,
    held: (nhsNumber) => children.get(nhsNumber),
    put: (child, source) => {
      children.set(child.nhsNumber, child);
      if (source !== undefined) sources.set(`${child.nhsNumber} ${source.authority}`, source);
      if (!accesses.has(child.nhsNumber))
        accesses.set(child.nhsNumber, child.accesses.map(toAccess).sort(newestFirst));
    },
    remove: (nhsNumber) => {
      children.delete(nhsNumber);
      accesses.delete(nhsNumber);
    },
    putAuthority: (authority) => {
      authorities.set(authority.odsCode, authority);
    },
    findAuthority: (odsCode) => authorities.get(odsCode),
    recordAccess: (nhsNumber, access) => {
      if (find(nhsNumber) === undefined) return "no-record";
      const { listed, again } = withAccess(accesses.get(nhsNumber) ?? [], access);
      accesses.set(nhsNumber, listed);
      return again ? "repeated" : "listed";
    },
  };
}

function present(child: SeedChild | undefined, clock: Clock | undefined): SeedChild | undefined {
  if (child === undefined || clock === undefined) return child;
  const now = clock.now();
  const plans = child.plans.filter((plan) => planStays(plan, child.birthDate, now));
  return plans.length === 0 ? undefined : { ...child, plans };
}

function withAccess(
  listed: readonly RegisterAccess[],
  access: RegisterAccess,
): { readonly listed: RegisterAccess[]; readonly again: boolean } {
  const again = listed.find(
    (earlier) => access.at - earlier.at < dayMs && authorKey(earlier.author) === authorKey(access.author),
  );
  if (again === undefined) {
    return { listed: [access, ...listed].sort(newestFirst).slice(0, listedAccesses), again: false };
  }
  // Not listed anew; but whoever asks always sees themselves, so their opening may not drop off the end.
  const others = listed.filter((entry) => entry !== again).slice(0, listedAccesses - 1);
  return { listed: [again, ...others].sort(newestFirst), again: true };
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
