/**
 * JSON between plugin and gateway: `POST /api/v1/lookups`, `GET /api/v1/lookups/{id}`, the event stream and
 * `POST /api/v1/lookups/{id}/events`. Parse functions live beside this file; both sides use them.
 */
import type { AccessMode } from "../domain/access-mode.js";
import type { LookupTrigger, NumberObstacle } from "../domain/eligibility.js";
import type { Environment } from "../domain/environment.js";
import type { Instant } from "../domain/instant.js";
import type { CheckedBy, LookupState, LookupStateKind } from "../domain/lookup-state.js";
import type { BankHolidays, OfficeHours } from "../domain/office-hours.js";
import type { LocalIdentifier, NhsNumberStatus, PregnancyStatus } from "../domain/patient-context.js";

/** Body of `POST /api/v1/lookups`. */
export interface LookupRequest {
  /** Made by the page, a UUID. Repeating a request with the same id returns the same lookup and sends nothing. */
  readonly lookupId: string;
  readonly trigger: LookupTrigger;
  readonly locationId: string;
  readonly patient: {
    readonly nhsNumber?: string;
    readonly nhsNumberStatus?: NhsNumberStatus;
    readonly birthDate?: string;
    readonly pregnancy?: PregnancyStatus;
  };
  readonly encounter?: { readonly id: string };
  /** The host's own number: by it a patient who was not checked before is known to have been checked now (H-06). */
  readonly localId?: LocalIdentifier;
}

/**
 * Body of `POST /api/v1/unchecked-patients`: a patient stayed open whom the page itself could not ask about (H-06).
 *
 * It is no question and never becomes one: it is written down, so that whoever looks after the site sees that somebody
 * was not checked. Neither a name, nor a date of birth, nor the text that should have been an NHS number is in it.
 */
export interface UncheckedPatient {
  /** Made by the page, a UUID. The same report sent again is written down once. */
  readonly reportId: string;
  readonly locationId: string;
  readonly reason: NumberObstacle;
  readonly encounter?: { readonly id: string };
  readonly localId?: LocalIdentifier;
}

/** What a page needs beside the record to say which number applies now, per authority by ODS code. */
export interface ContactGuidance {
  readonly officeHours: Readonly<Record<string, OfficeHours>>;
  readonly bankHolidays?: BankHolidays;
}

/** Body of `GET /api/v1/lookups/{id}` and of the answer to `POST /api/v1/lookups`. */
export interface LookupView {
  readonly lookupId: string;
  /** Rises with every change of state; equal numbers mean equal content. */
  readonly version: number;
  readonly state: LookupState;
  /** Whether a state that is an end may still be replaced by a late answer: a page reads again while it is. */
  readonly mayStillChange?: boolean;
  /** Absent where the location is unknown: there is no default. */
  readonly accessMode?: AccessMode;
  readonly environment: Environment;
  /** The gateway's clock when it answered. Pages show this clock, not their own (H-27). */
  readonly serverTime: Instant;
  /** Who made the check that this answer comes from, and when it was asked. Absent while nothing was asked. */
  readonly checkedBy?: CheckedBy;
  readonly askedAt?: Instant;
  /** Whether the answer comes from an earlier check of the same patient and encounter: this request sent nothing. */
  readonly reused: boolean;
  /** When a held answer is erased; present for `record` and `no-record`. */
  readonly contentExpiresAt?: Instant;
  readonly contacts?: ContactGuidance;
  /** The site's safeguarding team, as configured. */
  readonly safeguardingTelephone?: string;
}

/** Data of a `state` event on the stream: states only, never content (design section 5). */
export interface LookupStateEvent {
  readonly lookupId: string;
  readonly version: number;
  readonly kind: LookupStateKind;
  /** Whether the stream ends after this event. */
  readonly final: boolean;
}

/** What a page reports about the display of an answer. */
export type DisplayEventKind = "displayed" | "details-opened" | "acknowledged" | "hidden" | "wiped";

/** Body of `POST /api/v1/lookups/{id}/events`. Repeating an `eventId` changes nothing. */
export interface DisplayEvents {
  readonly events: readonly DisplayEvent[];
}

/** One thing that happened on the screen, in the order of `sequence`. */
export interface DisplayEvent {
  /** Made by the page, a UUID. */
  readonly eventId: string;
  /** Rises by one per lookup and page, from 1. */
  readonly sequence: number;
  readonly kind: DisplayEventKind;
  readonly at: Instant;
  /** Which version of the lookup was on screen. */
  readonly version: number;
}

/** RFC 9457 problem details, with our stable code. Never anything about the patient. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}
