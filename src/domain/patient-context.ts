import type { LocalDate } from "./instant.js";

/** What the host knows about the number's tracing on PDS. `unknown` counts as unverified unless the site says otherwise. */
export type NhsNumberStatus = "verified" | "unverified" | "unknown";

/** Whether the host records the patient as pregnant or in maternity care; an unborn child's plan sits on the mother. */
export type PregnancyStatus = "pregnant" | "maternity" | "not-recorded";

/** One identifier of the host's own. */
export interface LocalIdentifier {
  readonly system: string;
  readonly value: string;
}

/** The patient that the host has open. Everything but the local identifiers may be missing. */
export interface PatientRef {
  /** As the host holds it; spaces allowed. */
  readonly nhsNumber?: string;
  readonly nhsNumberStatus?: NhsNumberStatus;
  readonly birthDate?: LocalDate;
  readonly familyName?: string;
  readonly givenName?: string;
  readonly title?: string;
  /** As the host displays it, for example `Female`. */
  readonly gender?: string;
  readonly pregnancy?: PregnancyStatus;
  readonly localIds: readonly LocalIdentifier[];
}

/** The attendance or contact that the host has open. */
export interface EncounterRef {
  readonly id: string;
}

/** Why nobody knows any more which patient is open. */
export type ContextLossReason =
  | "disconnected"
  | "expired"
  | "logout"
  /** Two sources name two patients, or one source contradicts itself. */
  | "conflict"
  | "untrusted"
  | "unsupported"
  /** The page was frozen or restored, the machine slept, or its clock was set. Said by the page, never by an adapter. */
  | "suspended"
  /** Nobody has used the screen for the site's idle time. Said by the page, never by an adapter. */
  | "idle";

interface ContextEventBase {
  /** Rises strictly within one adapter. */
  readonly seq: number;
  /** The adapter's id. */
  readonly source: string;
  /** When the host said so, ISO 8601. */
  readonly at: string;
}

/** What an adapter tells the pipeline (host-context reference, section 0). */
export type ContextEvent = ContextEventBase &
  (
    | {
        readonly kind: "open";
        /** Identifies this patient in this encounter; a result is drawn only while its key is the current one (H-01). */
        readonly key: string;
        readonly patient: PatientRef;
        readonly encounter?: EncounterRef;
        /** The same person as a moment before, under another NHS number: merged or superseded (H-07). */
        readonly numberChanged?: true;
      }
    | {
        readonly kind: "update";
        readonly key: string;
        readonly patient: PatientRef;
        readonly encounter?: EncounterRef;
      }
    | { readonly kind: "close"; readonly key: string | null }
    | { readonly kind: "lost"; readonly reason: ContextLossReason }
    /** The host is still there, and nothing has changed. Any other event says as much. */
    | { readonly kind: "heartbeat" }
  );
