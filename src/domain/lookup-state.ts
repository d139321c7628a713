import type { Instant } from "./instant.js";
import type { ProtectionRecord } from "./protection-record.js";

/** Why the register was not asked. Each has its own words and its own remedy (R-13, H-06, H-31). */
export type NotCheckedReason =
  | "nhs-number-missing"
  | "nhs-number-invalid"
  | "nhs-number-unverified"
  | "nhs-number-changed"
  | "not-in-automatic-group"
  | "role-not-automatic"
  | "location-unknown"
  | "location-not-enabled"
  | "silent-read-not-configured"
  | "too-many"
  | "user-not-identified"
  | "not-permitted"
  /** By a person who paused checks here (H-04). */
  | "switched-off"
  /** Likewise, but only those that nobody presses for. */
  | "automatic-switched-off";

/** Why the register's answer is not known although it was, or should have been, asked (H-04). */
export type FailedReason =
  /** 30 seconds have passed; a later answer may still replace this. */
  | "no-answer-yet"
  /** No answer came in the whole time an answer is waited for. */
  | "no-answer"
  /** No connection; nothing was sent. */
  | "spine-unreachable"
  /** The connection broke after the request had begun to leave. */
  | "outcome-unknown"
  /** Spine's messaging layer refused it. */
  | "rejected"
  /** CP-IS or Spine reported a fault, or an answer without data that is not a configured *no record*. */
  | "register-fault"
  /** The answer could not be understood. */
  | "answer-unreadable"
  /** The answer held a record, but nothing of it could be read: treat it as a positive. */
  | "record-unreadable"
  /** The answer's date of birth differs from the host's. */
  | "identity-mismatch"
  /** The answer was about another NHS number and was thrown away. */
  | "about-someone-else"
  /** The gateway stopped between sending and reply. */
  | "interrupted"
  /** The page cannot reach its gateway. */
  | "gateway-unreachable"
  /** A script that this page needs to ask, or to show an answer, could not be loaded: nothing was asked. */
  | "page-incomplete"
  | "internal";

/** Why an answer that was shown is no longer shown. */
export type StaleReason =
  /** The host and this screen disagree about the patient, or the host fell silent (H-02). */
  | "context"
  /** Two sources name two patients (H-01). */
  | "conflict"
  /** Nobody has used the screen for the site's idle time (H-29). */
  | "idle"
  /** The answer's content time to live has passed; it is no longer held anywhere. */
  | "age";

/** Who made a check, as every user of the same answer may see it. */
export interface CheckedBy {
  readonly name: string;
  /** Whether it was the user who looks at it now. */
  readonly you: boolean;
  /** Whether a system started it (at registration), without a person's hand. */
  readonly bySystem: boolean;
}

/**
 * What is known about the patient on screen: a closed set, the same words in domain, API, events and attributes.
 *
 * *No record*, *failed* and *not checked* have different shapes so that no code path can confuse them (principle 1).
 */
export type LookupState =
  /** No patient is open. */
  | { readonly kind: "idle" }
  | {
      readonly kind: "checking";
      readonly since: Instant;
      /** `dwell`: nothing has been sent yet, the patient must stay open a moment longer. `slow`: asked, five seconds ago. */
      readonly phase: "dwell" | "asked" | "slow";
      /** When this will turn into `no-answer-yet`. */
      readonly answerDueAt?: Instant;
    }
  | { readonly kind: "record"; readonly record: ProtectionRecord; readonly retrievedAt: Instant }
  | { readonly kind: "no-record"; readonly retrievedAt: Instant }
  | { readonly kind: "not-checked"; readonly reason: NotCheckedReason; readonly since: Instant }
  | {
      readonly kind: "failed";
      readonly reason: FailedReason;
      readonly failedAt: Instant;
      /** Short reference for a help desk, for example `CPIS-T01`. */
      readonly reference: string;
    }
  | {
      readonly kind: "stale";
      readonly reason: StaleReason;
      readonly since: Instant;
      /** For `age`: when and by whom it was checked. What the answer was is not held. */
      readonly checkedAt?: Instant;
      readonly checkedBy?: CheckedBy;
    };

/** The kinds of state, as they appear in attributes and events. */
export type LookupStateKind = LookupState["kind"];

const failedReferences: Readonly<Record<FailedReason, string>> = {
  "no-answer-yet": "CPIS-T01",
  "no-answer": "CPIS-T02",
  "spine-unreachable": "CPIS-S01",
  "outcome-unknown": "CPIS-S02",
  rejected: "CPIS-S03",
  "register-fault": "CPIS-R01",
  "answer-unreadable": "CPIS-R02",
  "record-unreadable": "CPIS-R03",
  "identity-mismatch": "CPIS-P01",
  "about-someone-else": "CPIS-P02",
  interrupted: "CPIS-G01",
  "gateway-unreachable": "CPIS-G02",
  "page-incomplete": "CPIS-B01",
  internal: "CPIS-G03",
};

/** The reference a help desk looks up for a failure. */
export function failedReference(reason: FailedReason): string {
  return failedReferences[reason];
}

/** A failed state with its reference. */
export function failedState(
  reason: FailedReason,
  failedAt: Instant,
): Extract<LookupState, { kind: "failed" }> {
  return { kind: "failed", reason, failedAt, reference: failedReference(reason) };
}

/** Whether a state can no longer change by itself. `no-answer-yet` can: a late answer replaces it. */
export function isFinal(state: LookupState): boolean {
  if (state.kind === "idle" || state.kind === "checking") return false;
  return !(state.kind === "failed" && state.reason === "no-answer-yet");
}
