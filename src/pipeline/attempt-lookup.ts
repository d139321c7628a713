import {
  distinctUntilChanged,
  EMPTY,
  map,
  mergeMap,
  switchMap,
  takeWhile,
  type Observable,
  type ObservableInput,
} from "rxjs";
import type { LookupRequest } from "../contract/lookup.js";
import { decideEligibility, type EligibilityDecision, type LookupTrigger } from "../domain/eligibility.js";
import { failedState, type LookupState } from "../domain/lookup-state.js";
import type { PatientRef } from "../domain/patient-context.js";
import type { PatientContext } from "./host-context.js";
import { frameBeforeAsking, frameOfLookup, type LookupFrame } from "./lookup-frame.js";
import {
  serverNow,
  type Ask,
  type Asker,
  type PipelineInputs,
  type SiteSettings,
} from "./pipeline-inputs.js";
import { localIdOf } from "./local-id.js";
import { present } from "./present.js";
import { after, startingWith } from "./streams.js";

/** What is known around a lookup; it may change while the lookup runs. */
export interface Conditions {
  readonly settings: SiteSettings;
  /** The newest details of the same patient. */
  readonly patient: PatientRef;
}

/** One go at finding out: the automatic one of an opened patient, or a person's press. */
export interface Attempt {
  readonly trigger: LookupTrigger;
  readonly context: PatientContext;
  /** Whether the context has not been thrown away. */
  readonly isCurrent: () => boolean;
  /** Emits the newest at once, to every subscriber. */
  readonly conditions: Observable<Conditions>;
  /** When the context was opened, on the pipeline's clock: the dwell time counts from here. */
  readonly openedAtMs: number;
}

interface Decided extends Conditions {
  readonly decision: EligibilityDecision;
}

/** What to do before anything is asked. */
type Step =
  | { readonly kind: "ask"; readonly conditions: Conditions; readonly asker: Ask }
  | { readonly kind: "show"; readonly state: LookupState };

/**
 * Decides, waits for the dwell time and for what an answer needs, asks once, and shows what becomes of it.
 *
 * Until the question has left, newer settings and newer patient details decide again; afterwards they change words
 * only. The lookup id is made here: a new one needs a new context or a press, nothing else leads here.
 */
export function attemptLookup(attempt: Attempt, inputs: PipelineInputs): Observable<LookupFrame> {
  return attempt.conditions.pipe(
    map((conditions) => ({ ...conditions, decision: decide(attempt.trigger, conditions, inputs) })),
    distinctUntilChanged((before, now) => before.settings === now.settings && sameDecision(before, now)),
    switchMap((decided) => prepare(attempt, decided, inputs)),
    takeWhile((step) => step.kind !== "ask", true),
    switchMap((step) =>
      step.kind === "ask" ? follow(attempt, step, inputs) : framesBefore(attempt, step.state),
    ),
  );
}

function decide(
  trigger: LookupTrigger,
  { patient, settings }: Conditions,
  inputs: PipelineInputs,
): EligibilityDecision {
  const nowMs = inputs.clock.now() + settings.serverOffsetMs;
  return decideEligibility(patient, trigger, settings.eligibility, nowMs);
}

function sameDecision({ decision: before }: Decided, { decision: now }: Decided): boolean {
  if (before.ask || now.ask) return before.ask === now.ask;
  return before.reason === now.reason;
}

function prepare(attempt: Attempt, decided: Decided, inputs: PipelineInputs): ObservableInput<Step> {
  const { context, trigger } = attempt;
  const { settings, decision } = decided;
  const since = serverNow(inputs, settings.serverOffsetMs);
  if (!decision.ask) {
    const { reason } = decision;
    const shown: Step = { kind: "show", state: { kind: "not-checked", reason, since } };
    return startingWith(shown, toldWhenStaying(attempt, decided, inputs));
  }
  const state: LookupState = context.numberChanged
    ? { kind: "not-checked", reason: "nhs-number-changed", since }
    : { kind: "checking", since, phase: "dwell" };
  const step = (asker: Asker): Step => {
    if (asker === "coming") return { kind: "show", state };
    return asker === "missing"
      ? { kind: "show", state: failedState("page-incomplete", serverNow(inputs, settings.serverOffsetMs)) }
      : { kind: "ask", conditions: decided, asker };
  };
  const asking = inputs.asker.pipe(map(step));
  if (trigger === "manual" || trigger === "check-again") return asking;
  return startingWith<Step>({ kind: "show", state }, whenStaying(attempt, settings, asking, inputs));
}

function whenStaying<T>(
  { openedAtMs }: Attempt,
  { dwellMs }: SiteSettings,
  what: Observable<T>,
  { clock, timers }: PipelineInputs,
): Observable<T> {
  const leftMs = Math.max(0, openedAtMs + dwellMs - clock.now());
  return after(leftMs, timers).pipe(switchMap(() => what));
}

// Whom the page cannot ask about the gateway would never hear of: on its list nobody would be missing (H-06).
function toldWhenStaying(
  attempt: Attempt,
  { settings, patient, decision }: Decided,
  inputs: PipelineInputs,
): Observable<never> {
  // An adult whom nobody asks about is nobody's omission, and what is still on its way may decide otherwise.
  if (decision.ask || decision.reason === "not-in-automatic-group" || settings.discreet === undefined)
    return EMPTY;
  const { reason } = decision;
  const { context, isCurrent } = attempt;
  const telling = inputs.asker.pipe(
    mergeMap((asker): never[] => {
      if (typeof asker === "function" && isCurrent())
        asker.tellUnchecked?.({ ...context, patient }, reason, inputs);
      return [];
    }),
  );
  return whenStaying(attempt, settings, telling, inputs);
}

function framesBefore({ context, conditions }: Attempt, state: LookupState): Observable<LookupFrame> {
  return conditions.pipe(
    map(({ patient, settings }) => frameBeforeAsking(context.key, patient, state, settings)),
  );
}

function follow(
  { context, trigger, conditions, isCurrent }: Attempt,
  { asker, conditions: asked }: Extract<Step, { kind: "ask" }>,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  const request = requestFor(context, asked.patient, trigger, inputs);
  return asker(request, asked.settings.serverOffsetMs, isCurrent, inputs).pipe(
    switchMap((progress) =>
      conditions.pipe(
        map(({ patient, settings }) =>
          frameOfLookup(context.key, request.lookupId, patient, progress, settings),
        ),
      ),
    ),
  );
}

function requestFor(
  { encounter }: PatientContext,
  patient: PatientRef,
  trigger: LookupTrigger,
  { ids, locationId }: PipelineInputs,
): LookupRequest {
  const { nhsNumber, nhsNumberStatus, birthDate, pregnancy } = patient;
  return {
    lookupId: ids.uuid(),
    trigger,
    locationId,
    // Only what the gateway decides by, and what it knows an earlier report by: names stay on the page.
    patient: present({ nhsNumber, nhsNumberStatus, birthDate, pregnancy }),
    ...present({ encounter, localId: localIdOf(patient) }),
  };
}
