import type { HospitalPlan, LocationPlan } from "../../../config/plan.js";
import type { ConsoleHospital, ConsoleLocation } from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import type { Pause } from "../../../domain/pause.js";
import type { DayCounts } from "../work-lists/check-counts.js";
import { unopenedAfterMinutes, type CheckLedger } from "../work-lists/check-ledger.js";

/** What the hospital's part is made of. */
export interface HospitalFacts {
  readonly plan: Pick<HospitalPlan, "locations">;
  readonly ledger: Pick<CheckLedger, "days" | "list" | "connection">;
  readonly pauses: readonly Pause[];
  /** Locations whose change waits for a second person. */
  readonly changing: ReadonlySet<string>;
}

/** Counts of today beside those of the days before, what is open, and the locations. */
export function hospitalOverview(facts: HospitalFacts): ConsoleHospital {
  const { plan, ledger } = facts;
  const [today, ...before] = ledger.days();
  const usual = usualRange(before);
  const unchecked = ledger.list("not-checked");
  const oldest = unchecked[0]?.since;
  return {
    connection: connection(facts, today),
    couldNotCheck: {
      today: today?.couldNotCheck ?? 0,
      ofChecks: today?.checks ?? 0,
      open: ledger.list("could-not-check").length,
      ...(usual === undefined ? {} : { usual }),
    },
    recordsNotOpened: {
      count: ledger.list("records-not-opened").length,
      olderThanMinutes: unopenedAfterMinutes,
    },
    notChecked: {
      count: unchecked.length,
      ...(oldest === undefined ? {} : { oldestSince: toInstant(oldest) }),
    },
    outcomes: [...(today?.byState ?? [])]
      .map(([outcome, count]) => ({ outcome, count }))
      .toSorted((one, other) => other.count - one.count || one.outcome.localeCompare(other.outcome)),
    locations: plan.locations.map((location) => locationOf(location, facts, today)),
  };
}

function connection({ ledger }: HospitalFacts, today: DayCounts | undefined): ConsoleHospital["connection"] {
  const { state, lastAnswerAt } = ledger.connection();
  const sorted = (today?.answersMs ?? []).toSorted((one, other) => one - other);
  const medianMs = quantile(sorted, 0.5);
  const p95Ms = quantile(sorted, 0.95);
  return {
    state,
    ...(lastAnswerAt === undefined ? {} : { lastAnswerAt: toInstant(lastAnswerAt) }),
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}

// The nearest rank: always a time that one of the answers really took.
function quantile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

// A day on which nobody was checked says nothing about what is usual.
function usualRange(days: readonly DayCounts[]): { readonly from: number; readonly to: number } | undefined {
  const counts = days.filter(({ checks }) => checks > 0).map(({ couldNotCheck }) => couldNotCheck);
  return counts.length === 0 ? undefined : { from: Math.min(...counts), to: Math.max(...counts) };
}

function locationOf(
  { id, name, accessMode, enabled, discreet, papers }: LocationPlan,
  { pauses, changing }: HospitalFacts,
  today: DayCounts | undefined,
): ConsoleLocation {
  const pausedBy = pauses.find(({ scope }) => scope.kind !== "location" || scope.locationId === id)?.id;
  return {
    id,
    name,
    accessMode,
    enabled,
    discreet,
    checksToday: today?.byLocation.get(id) ?? 0,
    ...(papers?.dataSharingAgreement === undefined
      ? {}
      : { agreementReference: papers.dataSharingAgreement }),
    ...(papers?.dpia === undefined ? {} : { dpiaReference: papers.dpia }),
    changeWaiting: changing.has(id),
    ...(pausedBy === undefined ? {} : { pausedBy }),
  };
}
