import type { CaseRecord } from "./case-record.js";
import type { Instant } from "./instant.js";
import { decideTelephoneNow, type BankHolidays, type OfficeHours } from "./office-hours.js";
import type { OpeningFault } from "./notification.js";

/** Where a notice goes. */
export type RouteTarget =
  | { readonly kind: "worker"; readonly workerId: string }
  | { readonly kind: "team"; readonly teamId: string }
  | { readonly kind: "emergency-duty-team" }
  | { readonly kind: "duty-manager" }
  | { readonly kind: "data-officer" };

/** One step up when nobody acts: so long after the notice was first routed, it also goes there. */
export interface EscalationStep {
  readonly afterMs: number;
  readonly to: RouteTarget;
}

/** The council's routing rules. */
export interface RoutingPolicy {
  readonly officeHours?: OfficeHours;
  readonly bankHolidays?: BankHolidays;
  /** Where a child without a team goes. */
  readonly defaultTeamId: string;
  /** In rising order of time. */
  readonly escalation: readonly EscalationStep[];
}

/** One hop of a notice: where it went, when and why. Every hop is audited. */
export interface RoutingHop {
  readonly to: RouteTarget;
  readonly at: Instant;
  readonly why: "new" | "nobody-acted" | "passed-on";
}

/** A hop as it was decided. */
export interface RoutedHop extends RoutingHop {
  /** The worker was away that day: nobody was to rely on this hop (H-18). */
  readonly away?: true;
}

/** The steps a council starts from: the duty manager after two hours, the emergency duty team after four. */
export const defaultEscalation: readonly EscalationStep[] = [
  { afterMs: 2 * 3_600_000, to: { kind: "duty-manager" } },
  { afterMs: 4 * 3_600_000, to: { kind: "emergency-duty-team" } },
];

/** Where a notice goes, and whether somebody is there. */
export type RoutedTarget = Pick<RoutedHop, "to" | "away">;

/**
 * Decides where a notice goes when it arrives.
 *
 * Always to the allocated worker and the team inbox, so that it never lies in an absent worker's tray alone; outside office
 * hours, and where nobody has said what they are, also to the emergency duty team (H-18). Where the worker is away that day, the
 * first step up has it at once: waiting for somebody who is not there protects no child. One that fits nobody, or that is odd, goes
 * to the data officer as well. It is never nobody's.
 */
export function decideRoutes(
  notice: {
    readonly cases: readonly Pick<CaseRecord, "worker" | "teamId">[];
    readonly faults: readonly OpeningFault[];
  },
  policy: RoutingPolicy,
  nowEpochMs: number,
  isAway: (workerId: string) => boolean,
): readonly RoutedTarget[] {
  const targets = notice.cases.flatMap(({ worker, teamId }): readonly RouteTarget[] => {
    const team: RouteTarget = { kind: "team", teamId: teamId ?? policy.defaultTeamId };
    return worker === undefined ? [team] : [{ kind: "worker", workerId: worker.id }, team];
  });
  const open = decideTelephoneNow(policy.officeHours, policy.bankHolidays, nowEpochMs) === "office-hours";
  const duty: readonly RouteTarget[] = open ? [] : [{ kind: "emergency-duty-team" }];
  const odd = notice.cases.length === 0 || notice.faults.length > 0;
  const officer: readonly RouteTarget[] = odd ? [{ kind: "data-officer" }] : [];
  const missing = new Set(notice.cases.flatMap(({ worker }) => worker?.id ?? []).filter(isAway));
  const up = missing.size === 0 ? [] : policy.escalation.slice(0, 1).map(({ to }) => to);
  return distinct([...targets, ...duty, ...up, ...officer]).map((to) => ({
    to,
    ...(to.kind === "worker" && missing.has(to.workerId) ? { away: true } : {}),
  }));
}

/** Whether an unacknowledged notice goes up now, and when it is next to be looked at. */
export interface EscalationDecision {
  readonly add: readonly RouteTarget[];
  /** Absent where no step is left. */
  readonly nextAt?: number;
}

/**
 * Decides the next steps up of a notice that nobody has taken.
 *
 * A step whose target already has the notice is passed over, so that no step stands in the way of the one above it. Where it went to
 * somebody who was away, the time of the first step counts as passed already (H-18). Nothing goes up once somebody is dealing with it.
 */
export function decideEscalation(
  notice: { readonly hops: readonly RoutedHop[]; readonly takenBy?: string },
  steps: readonly EscalationStep[],
  nowEpochMs: number,
): EscalationDecision {
  const [first] = notice.hops;
  if (notice.takenBy !== undefined || first === undefined) return { add: [] };
  const passed = notice.hops.some(({ away }) => away === true) ? (steps[0]?.afterMs ?? 0) : 0;
  const since = Date.parse(first.at) - passed;
  const have = new Set(notice.hops.map(({ to }) => targetKey(to)));
  const left = steps.filter(({ to }) => !have.has(targetKey(to)));
  const add = distinct(left.filter(({ afterMs }) => since + afterMs <= nowEpochMs).map(({ to }) => to));
  const coming = left.map(({ afterMs }) => since + afterMs).filter((at) => at > nowEpochMs);
  return { add, ...(coming.length === 0 ? {} : { nextAt: Math.min(...coming) }) };
}

/** A target as one text, equal for equal targets. */
function targetKey(target: RouteTarget): string {
  if (target.kind === "worker") return `worker:${target.workerId}`;
  return target.kind === "team" ? `team:${target.teamId}` : target.kind;
}

function distinct(targets: readonly RouteTarget[]): readonly RouteTarget[] {
  return [...new Map(targets.map((target) => [targetKey(target), target])).values()];
}
