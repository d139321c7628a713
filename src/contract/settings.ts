import type { AccessMode } from "../domain/access-mode.js";
import type { EligibilityPolicy } from "../domain/eligibility.js";
import type { Environment } from "../domain/environment.js";
import type { Instant } from "../domain/instant.js";

/**
 * Answer of `GET /api/v1/settings?locationId=…`: what a page must know before anything is asked.
 *
 * Nothing in it is about a patient. The gateway decides again for every lookup; a page uses this to wait, to word the
 * consequence of a press, and not to send what would be refused.
 */
export interface PageSettings {
  readonly environment: Environment;
  /** The gateway's clock when it answered (H-27). */
  readonly serverTime: Instant;
  /** How long a patient must stay open before an automatic lookup leaves. */
  readonly dwellMs: number;
  readonly eligibility: EligibilityPolicy;
  /** Absent where the location is unknown: there is no default. */
  readonly accessMode?: AccessMode;
  /** Whether families can see the screens there; false where the location is unknown, where nothing is ever answered (H-29). */
  readonly discreet: boolean;
  /** The site's safeguarding team, as configured. */
  readonly safeguardingTelephone?: string;
  /** A screen there that nobody has used for so long is cleared; never where it is absent (H-29). */
  readonly idleMs?: number;
}
