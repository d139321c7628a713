import type { Instant } from "./instant.js";

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
