import type { AccessMode } from "./access-mode.js";
import type { Environment } from "./environment.js";
import type { Instant } from "./instant.js";
import type { CheckedBy, LookupState } from "./lookup-state.js";
import type { BankHolidays, OfficeHours } from "./office-hours.js";
import type { PatientRef } from "./patient-context.js";

/**
 * Everything the banner draws, in one value, so that a state can never be drawn beside another patient's identity.
 *
 * The element draws it only while `key` equals its own current context key (H-01).
 */
export interface AlertView {
  /** The context key this view belongs to; null only for `idle`. */
  readonly key: string | null;
  readonly state: LookupState;
  /** From the answer's own context, shown as *This answer is for*. */
  readonly patient?: PatientRef;
  /** Absent until the gateway has said it; then what a check at this location does is named in words. */
  readonly accessMode?: AccessMode;
  readonly checkedBy?: CheckedBy;
  readonly askedAt?: Instant;
  /** When a held answer is erased and stops showing. */
  readonly contentExpiresAt?: Instant;
  readonly reused?: boolean;
  /** `production` shows no ribbon; anything else does, in every state (H-32). */
  readonly environment?: Environment;
  /** Added to this machine's clock to get the gateway's (H-27). */
  readonly serverOffsetMs?: number;
  readonly dwellMs?: number;
  readonly officeHours?: Readonly<Record<string, OfficeHours>>;
  readonly bankHolidays?: BankHolidays;
  readonly safeguardingTelephone?: string;
  /** The host replaced the patient's NHS number while the patient was open: what is drawn is about the new one (H-07). */
  readonly numberChanged?: boolean;
  /** Set once the user pressed *Seen*; hides nothing. */
  readonly acknowledgedAt?: Instant;
}

/** No patient is open. */
export const idleView: AlertView = { key: null, state: { kind: "idle" } };
