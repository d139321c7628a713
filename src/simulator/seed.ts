import { CpisError, type Issue } from "../errors/cpis-error.js";
import { londonLocal, type LocalDate, type LocalDateTime } from "../domain/instant.js";
import type { PlanKind } from "../domain/protection-record.js";
import type { Scenario } from "./scenarios.js";
import { seedSchema, type SeedInput } from "./seed-schema.js";

/** A local authority as its last upload named it. */
export interface SeedAuthority {
  readonly odsCode: string;
  readonly name: string;
  readonly officeHoursTelephone?: string;
  readonly emergencyDutyTelephone: string;
}

/** One plan of a child, or of the child a mother is carrying. */
export interface SeedPlan {
  readonly kind: PlanKind;
  readonly authority: string;
  readonly startDate: LocalDateTime;
  readonly endDate?: LocalDateTime;
  /** The plan was uploaded in error and leaves the register then. */
  readonly deleteDate?: LocalDateTime;
}

/** One earlier opening of the record. */
export interface SeedAccess {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly role: string;
  readonly organisation: { readonly odsCode: string; readonly name: string };
}

/** Everything the register holds under one NHS number: a child's, or that of an unborn child's mother. */
export interface SeedChild {
  readonly nhsNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: LocalDate;
  readonly plans: readonly SeedPlan[];
  readonly accesses: readonly SeedAccess[];
}

/** A person as PDS holds them. */
export interface SeedPerson {
  readonly nhsNumber: string;
  /** In the order they are registered; at least one. */
  readonly givenNames: readonly string[];
  readonly familyName: string;
  readonly birthDate: LocalDate;
  /** `sensitive`: must not be shared. `old-style`: answered so. `closed`: without a successor. */
  readonly standing?: "sensitive" | "old-style" | "closed";
  /** The number that replaced this one. */
  readonly supersededBy?: string;
}

/** A register ready to be loaded: every date is absolute. */
export interface Seed {
  readonly authorities: readonly SeedAuthority[];
  readonly children: readonly SeedChild[];
  readonly scenarios: readonly { readonly nhsNumber: string; readonly scenario: Scenario }[];
  readonly pds: {
    readonly people: readonly SeedPerson[];
    readonly others: "not-found" | "match";
  };
}

const dayMs = 86_400_000;

/**
 * Reads a register from JSON, with days such as `-90d` counted from `nowEpochMs`.
 *
 * Throws `CPIS_CONFIG_INVALID` listing every fault with its place. NHS numbers are never repeated in a fault, since a
 * tester may have pasted a real one.
 */
export function parseSeed(json: unknown, nowEpochMs: number): Seed {
  const reading = seedSchema.safeParse(json);
  if (!reading.success) {
    throw invalid(
      reading.error.issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message })),
    );
  }
  const seed = resolve(reading.data, nowEpochMs);
  const issues = [...authorityIssues(seed), ...childIssues(seed), ...pdsIssues(seed)];
  if (issues.length > 0) throw invalid(issues);
  return seed;
}

function resolve(input: SeedInput, nowEpochMs: number): Seed {
  return {
    authorities: input.authorities,
    children: input.children.map((child) => ({
      ...child,
      plans: child.plans.map(({ startDate, endDate, ...plan }) => ({
        ...plan,
        startDate: toWallClock(startDate, nowEpochMs),
        ...(endDate === undefined ? {} : { endDate: toWallClock(endDate, nowEpochMs) }),
      })),
      accesses: (child.accesses ?? []).map((access) => ({
        ...access,
        at: fromWallClock(toWallClock(access.at, nowEpochMs)),
      })),
    })),
    scenarios: input.scenarios ?? [],
    pds: { people: input.pds?.people ?? [], others: input.pds?.others ?? "not-found" },
  };
}

function toWallClock(moment: string, nowEpochMs: number): LocalDateTime {
  const relative = /^([+-]\d+)d(?: (\d{2}:\d{2}))?$/.exec(moment);
  if (relative === null) return moment.includes("T") ? moment : `${moment}T00:00`;
  const day = londonLocal(nowEpochMs + Number(relative[1]) * dayMs).slice(0, 10);
  return `${day}T${relative[2] ?? "00:00"}`;
}

// English summer time is an hour ahead, and the wall clock alone says which it is.
function fromWallClock(wallClock: LocalDateTime): number {
  const asUtc = Date.parse(`${wallClock}:00Z`);
  return londonLocal(asUtc) === wallClock ? asUtc : asUtc - 3_600_000;
}

function authorityIssues(seed: Seed): readonly Issue[] {
  const codes = seed.authorities.map((authority) => authority.odsCode);
  return codes.flatMap((code, index) =>
    codes.indexOf(code) === index
      ? []
      : [{ path: `authorities[${String(index)}].odsCode`, message: "is listed twice" }],
  );
}

function childIssues(seed: Seed): readonly Issue[] {
  const known = new Set(seed.authorities.map((authority) => authority.odsCode));
  const numbers = seed.children.map((child) => child.nhsNumber);
  return seed.children.flatMap((child, index) => {
    const place = `children[${String(index)}]`;
    const twice = numbers.indexOf(child.nhsNumber) !== index;
    return [
      ...(twice ? [{ path: `${place}.nhsNumber`, message: "is listed twice" }] : []),
      ...child.plans.flatMap((plan, planIndex) =>
        planIssues(plan, `${place}.plans[${String(planIndex)}]`, known),
      ),
      ...plansPerAuthority(child, place),
    ];
  });
}

function pdsIssues({ pds: { people } }: Seed): readonly Issue[] {
  const numbers = people.map(({ nhsNumber }) => nhsNumber);
  return numbers.flatMap((number, index) =>
    numbers.indexOf(number) === index
      ? []
      : [{ path: `pds.people[${String(index)}].nhsNumber`, message: "is listed twice" }],
  );
}

function planIssues(plan: SeedPlan, place: string, known: ReadonlySet<string>): readonly Issue[] {
  const issues: Issue[] = [];
  if (!known.has(plan.authority)) {
    issues.push({ path: `${place}.authority`, message: "is not one of the authorities" });
  }
  if (plan.kind === "unborn-child-protection-plan" && plan.endDate === undefined) {
    issues.push({
      path: `${place}.endDate`,
      message: "is required for an unborn child's plan (usually the due date)",
    });
  }
  if (plan.endDate !== undefined && plan.endDate < plan.startDate) {
    issues.push({ path: `${place}.endDate`, message: "is before the start date" });
  }
  return issues;
}

// The message carries one record per authority, and a record has room for three plans (cpis-messages 12.7).
function plansPerAuthority(child: SeedChild, place: string): readonly Issue[] {
  const crowded = child.plans.some(
    ({ authority }) => child.plans.filter((plan) => plan.authority === authority).length > 3,
  );
  return crowded ? [{ path: `${place}.plans`, message: "has more than three plans of one authority" }] : [];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${String(key)}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function invalid(issues: readonly Issue[]): CpisError {
  const lines = issues.map((issue) => `${issue.path === "" ? "the file" : issue.path}: ${issue.message}`);
  return new CpisError("CPIS_CONFIG_INVALID", {
    detail: `The register to load has faults: ${lines.join("; ")}.`,
    issues,
  });
}
