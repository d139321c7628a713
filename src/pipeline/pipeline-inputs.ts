import type { Observable } from "rxjs";
import type { LookupRequest } from "../contract/lookup.js";
import type { AccessMode } from "../domain/access-mode.js";
import {
  defaultEligibilityPolicy,
  type EligibilityPolicy,
  type NumberObstacle,
} from "../domain/eligibility.js";
import type { Environment } from "../domain/environment.js";
import { toInstant, type Instant } from "../domain/instant.js";
import type { ContextEvent, ContextLossReason } from "../domain/patient-context.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import type { Timers } from "../ports/telemetry.js";
import type { PatientContext } from "./host-context.js";
import type { LookupProgress } from "./lookup-progress.js";

/** What the gateway says about its site, or the cautious defaults until it has. */
export interface SiteSettings {
  readonly dwellMs: number;
  readonly eligibility: EligibilityPolicy;
  /** Added to this machine's clock to get the gateway's (H-27). */
  readonly serverOffsetMs: number;
  readonly environment?: Environment;
  readonly accessMode?: AccessMode;
  /**
   * Whether families can see the screens there. Absent while the gateway may still say so: no answer is drawn until
   * then (H-29). False also where it could not be had, and the host's own word is all there is.
   */
  readonly discreet?: boolean;
  readonly safeguardingTelephone?: string;
  /** After so long without anybody's hand on it, the screen is cleared; never where it is absent. */
  readonly idleMs?: number;
}

/** Used until the gateway has answered: verified numbers only, one second of dwell time. */
export const defaultSiteSettings: SiteSettings = {
  dwellMs: 1_000,
  eligibility: defaultEligibilityPolicy,
  serverOffsetMs: 0,
};

/** A person pressed the button that asks, while the patient of `key` was on screen. */
export interface CheckPress {
  readonly key: string | null;
  readonly trigger: "manual" | "check-again";
}

/** Tells the gateway of a patient who stays open and cannot be asked about. Returns at once and never throws (H-06). */
export type TellUnchecked = (
  context: Pick<PatientContext, "key" | "patient" | "encounter">,
  reason: NumberObstacle,
  inputs: Pick<PipelineInputs, "ids" | "locationId" | "timers">,
) => void;

/** The page's ways to the gateway. */
export interface Ask {
  /** Asks once and follows what becomes of it. */
  (
    request: LookupRequest,
    serverOffsetMs: number,
    isCurrent: () => boolean,
    inputs: PipelineInputs,
  ): Observable<LookupProgress>;
  readonly tellUnchecked?: TellUnchecked;
}

/**
 * The way to ask, once everything is in the page that an answer will need to be drawn. Until then nobody can ask: it is
 * on its way, or could not be loaded (H-05).
 */
export type Asker = Ask | "coming" | "missing";

/** Everything the patient lookup depends on; every effect is passed in. */
export interface PipelineInputs {
  readonly events: Observable<ContextEvent>;
  /** What takes the context away on the page's side. */
  readonly interruptions: Observable<ContextLossReason>;
  /** The adapter's: a host that is silent for longer has left. */
  readonly silenceMs?: number | undefined;
  /** Tells the adapter that the page has lost the context by itself. */
  readonly forget?: () => void;
  /** Emits when somebody uses the screen. */
  readonly activity: Observable<unknown>;
  readonly presses: Observable<CheckPress>;
  /** Emits at once on subscription, and again when the gateway has told its settings. */
  readonly settings: Observable<SiteSettings>;
  /** Emits when timers may have slept: the page came back to the front, the machine woke up. */
  readonly wakes: Observable<unknown>;
  /** Emits the newest at once. */
  readonly asker: Observable<Asker>;
  readonly locationId: string;
  /** What an opened patient means at this place: somebody looks at the chart, or somebody is being registered. */
  readonly automaticTrigger: "opened" | "registered";
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly timers: Timers;
}

/** Now, on the gateway's clock: pages never show their own (H-27). */
export function serverNow(inputs: PipelineInputs, serverOffsetMs: number): Instant {
  return toInstant(inputs.clock.now() + serverOffsetMs);
}
