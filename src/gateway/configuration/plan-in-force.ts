import type { ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../config/plan.js";
import { liveView } from "./live-view.js";

/** The one place in which a running gateway holds its plan. */
export interface PlanInForce<P extends GatewayPlan = GatewayPlan> {
  /** For every part that reads settings: it always shows the plan in force. */
  readonly view: P;
  /** The plan in force now, as a value that stays as it is. */
  now(): P;
  /** Milliseconds since 1970; absent for the plan the gateway started with, until it is told. */
  since(): number | undefined;
  /** A plan that is accepted and takes effect at the next start, by its hash. */
  waitingForRestart(): string | undefined;
  /** Puts another plan into force, whole, from one instant to the next. */
  replace(next: P, since: number): void;
  /** Says that the next start will have another plan; undefined takes it back. */
  announce(hash: string | undefined): void;
}
export const PlanInForce: ServiceIdentifier<PlanInForce> = Symbol("PlanInForce");

/** Holds the plan that a gateway starts with. */
export function createPlanInForce<P extends GatewayPlan>(started: P): PlanInForce<P> {
  let current = started;
  let changedAt: number | undefined;
  let announced: string | undefined;
  return {
    view: liveView(() => current),
    now: () => current,
    since: () => changedAt,
    waitingForRestart: () => announced,
    replace(next, since) {
      current = next;
      changedAt = since;
      announced = undefined;
    },
    announce(hash) {
      announced = hash;
    },
  };
}
