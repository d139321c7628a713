import type { CaseRecord } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import type { NhsNumber } from "./nhs-number.js";
import type { ApprovedDeletion } from "./plan-deletion.js";
import type { PlanPeriod } from "./plan-periods.js";
import { sendingObstacles, subjectOfPlan } from "./sending-obstacle.js";
import { gatherTogether } from "./takeover-lines.js";
import { decideActs, type NumberFacts } from "./takeover-plans.js";
import type {
  MadeDecision,
  PreviousChild,
  TakeoverAct,
  TakeoverActKind,
  TakeoverLine,
  TakeoverLineKind,
} from "./takeover.js";
import { groupForUpload } from "./upload-batch.js";

/** A case with the plans that its whole history gives. */
export interface CaseWithPeriods {
  readonly record: CaseRecord;
  readonly periods: readonly PlanPeriod[];
}

/** What a difference is made from. */
export interface DifferenceInput {
  readonly previous: readonly PreviousChild[];
  readonly cases: readonly CaseWithPeriods[];
  readonly inactiveNumbers: ReadonlySet<NhsNumber>;
  /** Approved for our cases. */
  readonly deletions: readonly ApprovedDeletion[];
  readonly decisions: readonly MadeDecision[];
  readonly today: LocalDate;
}

/** The numbers of a case's people, the child's first. */
export function numbersOfCase(record: Pick<CaseRecord, "subject">): readonly NhsNumber[] {
  const child = record.subject.kind === "child" ? record.subject.child.nhsNumber : undefined;
  const mother = record.subject.beforeBirth?.mother?.nhsNumber;
  return [...new Set([child, mother].flatMap((number) => number ?? []))];
}

/**
 * Compares what the previous system last told CP-IS with what our cases say today.
 *
 * Every child of the previous system and every case of ours stands in exactly one line, also where nothing is to be said about them:
 * nobody is silently absent (H-20, H-21). The first file does what the acts say, because both come from `reconcilePlans`.
 */
export function compareTakeover(input: DifferenceInput): readonly TakeoverLine[] {
  const facts = gatherFacts(input);
  const previous = new Map(input.previous.map((child) => [child.nhsNumber, child]));
  return gatherTogether(
    input.previous.map(({ nhsNumber }) => nhsNumber),
    input.cases.map(({ record, periods }) => ({
      caseId: record.localId,
      numbers: linkedNumbers(record, periods, previous),
    })),
  ).map(({ numbers, caseIds }) => {
    const acts = [
      ...numbers.flatMap((nhsNumber) => decideActs(facts.of(nhsNumber))),
      ...caseIds.flatMap((caseId) => facts.withoutNumber.get(caseId) ?? []),
    ];
    const children = numbers.flatMap((nhsNumber) => previous.get(nhsNumber) ?? []);
    return { kind: kindOf(acts), caseIds, previous: children, acts };
  });
}

// A mother's number binds her children's cases together only where a plan may be held under it.
function linkedNumbers(
  record: CaseRecord,
  periods: readonly PlanPeriod[],
  previous: ReadonlyMap<NhsNumber, PreviousChild>,
): readonly NhsNumber[] {
  const own = record.subject.kind === "child" ? record.subject.child.nhsNumber : undefined;
  const carries = periods.some(({ kind }) => kind === "unborn-child-protection-plan");
  return numbersOfCase(record).filter((number) => number === own || carries || previous.has(number));
}

interface Facts {
  of(nhsNumber: NhsNumber): NumberFacts;
  /** Plans of cases that have no number to be sent under, by case. */
  readonly withoutNumber: ReadonlyMap<string, readonly TakeoverAct[]>;
}

function gatherFacts(input: DifferenceInput): Facts {
  const { cases, inactiveNumbers, deletions, decisions, today } = input;
  const { groups, conflicts } = groupForUpload(cases, inactiveNumbers);
  const shared = new Set(conflicts.flatMap(({ nhsNumber }) => nhsNumber ?? []));
  const { withheld, withoutNumber } = gatherWithheld(cases, inactiveNumbers, shared);
  const byNumber = new Map(groups.map((group) => [group.nhsNumber, group]));
  const previous = new Map(input.previous.map((child) => [child.nhsNumber, child]));
  const holders = new Map<NhsNumber, string[]>();
  for (const { record } of cases) {
    for (const number of numbersOfCase(record)) {
      holders.set(number, [...(holders.get(number) ?? []), record.localId]);
    }
  }
  return {
    withoutNumber,
    of: (nhsNumber) => {
      const child = previous.get(nhsNumber);
      const closed = closedBy(nhsNumber, inactiveNumbers, shared);
      const group = byNumber.get(nhsNumber);
      const caseIds = group?.caseIds ?? holders.get(nhsNumber) ?? [];
      return {
        nhsNumber,
        known: holders.has(nhsNumber),
        periods: group?.periods ?? [],
        withheld: withheld.get(nhsNumber) ?? [],
        deletions: deletions.filter(({ localId }) => caseIds.includes(localId)),
        decisions: decisions.filter((decision) => decision.nhsNumber === nhsNumber),
        today,
        ...(child === undefined ? {} : { previous: child }),
        ...(closed === undefined ? {} : { closed }),
      };
    },
  };
}

function closedBy(
  nhsNumber: NhsNumber,
  inactive: ReadonlySet<NhsNumber>,
  shared: ReadonlySet<string>,
): NumberFacts["closed"] {
  if (inactive.has(nhsNumber)) return "nhs-number-inactive";
  return shared.has(nhsNumber) ? "shared-number" : undefined;
}

type Withheld = NumberFacts["withheld"][number];

function gatherWithheld(
  cases: readonly CaseWithPeriods[],
  inactive: ReadonlySet<NhsNumber>,
  shared: ReadonlySet<string>,
): { withheld: ReadonlyMap<NhsNumber, readonly Withheld[]>; withoutNumber: Facts["withoutNumber"] } {
  const withheld = new Map<NhsNumber, Withheld[]>();
  const withoutNumber = new Map<string, TakeoverAct[]>();
  for (const { record, periods } of cases) {
    for (const period of periods) {
      const nhsNumber = subjectOfPlan(record, period.kind)?.nhsNumber;
      const [obstacle] = sendingObstacles(record, period.kind, inactive);
      const why = nhsNumber !== undefined && shared.has(nhsNumber) ? "shared-number" : obstacle;
      if (why === undefined) continue;
      if (nhsNumber !== undefined) {
        const own = withheld.get(nhsNumber) ?? [];
        const told = own.some(
          (each) => each.period.kind === period.kind && each.period.start === period.start,
        );
        if (!told) withheld.set(nhsNumber, [...own, { period, why }]);
        continue;
      }
      const { kind, start, end } = period;
      const act: TakeoverAct = { act: "withheld", kind, start, ...(end === undefined ? {} : { end }), why };
      withoutNumber.set(record.localId, [...(withoutNumber.get(record.localId) ?? []), act]);
    }
  }
  return { withheld, withoutNumber };
}

const said = new Set<TakeoverActKind>(["delete", "end", "change", "add"]);
const quiet = ["withheld", "keep", "same"] as const;

function kindOf(acts: readonly TakeoverAct[]): TakeoverLineKind {
  const kinds = new Set(acts.map(({ act }) => act));
  if (kinds.has("undecided")) return "decide";
  const loud = [...kinds].filter((kind): kind is "delete" | "end" | "change" | "add" => said.has(kind));
  const [first, ...others] = loud;
  if (first !== undefined) return others.length === 0 ? first : "several";
  if (kinds.has("left") && !kinds.has("withheld")) return "withheld";
  return quiet.find((kind) => kinds.has(kind)) ?? "nothing";
}
