import type { LookupTrigger } from "./eligibility.js";
import type { Instant } from "./instant.js";
import type { NotCheckedReason } from "./lookup-state.js";

/** What a pause switches off: every check of the site, those of one location, or those that nobody pressed for. */
export type PauseScope =
  | { readonly kind: "site" }
  | { readonly kind: "location"; readonly locationId: string }
  | { readonly kind: "automatic" };

/** A pause that is on. Whoever opens a patient meanwhile reads `not-checked: switched off since…` (H-04). */
export interface Pause {
  readonly id: string;
  readonly scope: PauseScope;
  readonly since: Instant;
  readonly reason: string;
  /** The name of the person who switched it on, for people. */
  readonly by: string;
}

/** A check that may leave, as far as a pause asks. */
export interface PausedCheck {
  readonly locationId: string;
  /** Nobody pressed for it. */
  readonly automatic: boolean;
}

/** What a check that is kept back is: not checked, for one of two reasons, since the pause began. */
export interface SwitchedOff {
  readonly reason: Extract<NotCheckedReason, "switched-off" | "automatic-switched-off">;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What a pause says to whoever opens a patient. */
export function switchedOffBy({ scope, since }: Pause): SwitchedOff {
  const reason = scope.kind === "automatic" ? "automatic-switched-off" : "switched-off";
  return { reason, since: Date.parse(since) };
}

/** Whether a check leaves without anybody's press. */
export function isAutomatic(trigger: LookupTrigger): boolean {
  return trigger === "opened" || trigger === "registered";
}

/** Whether a pause keeps a check from leaving. */
export function pauses({ scope }: Pick<Pause, "scope">, check: PausedCheck): boolean {
  switch (scope.kind) {
    case "site":
      return true;
    case "location":
      return scope.locationId === check.locationId;
    case "automatic":
      return check.automatic;
  }
}
