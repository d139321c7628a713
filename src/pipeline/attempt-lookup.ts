import {
  combineLatest,
  concat,
  distinctUntilChanged,
  map,
  of,
  switchMap,
  takeWhile,
  timer,
  type Observable,
} from "rxjs";
import type { LookupRequest } from "../contract/lookup.js";
import { decideEligibility, type EligibilityDecision, type LookupTrigger } from "../domain/eligibility.js";
import type { LookupState } from "../domain/lookup-state.js";
import type { PatientRef } from "../domain/patient-context.js";
import { askGateway } from "./ask-gateway.js";
import type { PatientContext } from "./host-context.js";
import { frameBeforeAsking, frameOfLookup, type LookupFrame } from "./lookup-frame.js";
import { schedulerOf, serverNow, type PipelineInputs, type SiteSettings } from "./pipeline-inputs.js";

/** One go at finding out: the automatic one of an opened patient, or a person's press. */
export interface Attempt {
  readonly trigger: LookupTrigger;
  readonly context: PatientContext;
  /** The newest details of the same patient; emits at once. */
  readonly patients: Observable<PatientRef>;
  /** When the context was opened, on the pipeline's clock: the dwell time counts from here. */
  readonly openedAtMs: number;
}

interface Question {
  readonly kind: "ask";
  readonly patient: PatientRef;
  readonly settings: SiteSettings;
}

/** What to do before anything is asked. */
type Step =
  Question | { readonly kind: "show"; readonly state: LookupState; readonly settings: SiteSettings };

/**
 * Decides, waits for the dwell time, asks once, and shows what becomes of it.
 *
 * Until the question has left, newer settings and newer patient details decide again; afterwards they change words
 * only. The lookup id is made here: a new one needs a new context or a press, nothing else leads here.
 */
export function attemptLookup(attempt: Attempt, inputs: PipelineInputs): Observable<LookupFrame> {
  return combineLatest([inputs.settings, attempt.patients]).pipe(
    map(([settings, patient]) => ({
      settings,
      patient,
      decision: decide(attempt, patient, settings, inputs),
    })),
    distinctUntilChanged(
      (before, now) => before.settings === now.settings && sameDecision(before.decision, now.decision),
    ),
    switchMap(({ settings, patient, decision }) => prepare(attempt, patient, settings, decision, inputs)),
    takeWhile((step) => step.kind !== "ask", true),
    switchMap((step) => (step.kind === "ask" ? follow(attempt, step, inputs) : framesBefore(attempt, step))),
  );
}

function decide(
  { trigger }: Attempt,
  patient: PatientRef,
  settings: SiteSettings,
  inputs: PipelineInputs,
): EligibilityDecision {
  const nowMs = inputs.clock.now() + settings.serverOffsetMs;
  return decideEligibility(patient, trigger, settings.eligibility, nowMs);
}

function sameDecision(before: EligibilityDecision, now: EligibilityDecision): boolean {
  if (before.ask || now.ask) return before.ask === now.ask;
  return before.reason === now.reason;
}

function prepare(
  attempt: Attempt,
  patient: PatientRef,
  settings: SiteSettings,
  decision: EligibilityDecision,
  inputs: PipelineInputs,
): Observable<Step> {
  const { context, trigger, openedAtMs } = attempt;
  const ask: Question = { kind: "ask", patient, settings };
  const since = serverNow(inputs, settings.serverOffsetMs);
  const show = (state: LookupState): Observable<Step> => of({ kind: "show", state, settings });
  if (!decision.ask) return show({ kind: "not-checked", reason: decision.reason, since });
  if (trigger === "manual" || trigger === "check-again") return of(ask);
  const leftMs = Math.max(0, openedAtMs + settings.dwellMs - inputs.clock.now());
  const waiting: LookupState = context.numberChanged
    ? { kind: "not-checked", reason: "nhs-number-changed", since }
    : { kind: "checking", since, phase: "dwell" };
  return concat(show(waiting), timer(leftMs, schedulerOf(inputs)).pipe(map(() => ask)));
}

function framesBefore(
  { context, patients }: Attempt,
  { state, settings }: Extract<Step, { kind: "show" }>,
): Observable<LookupFrame> {
  return patients.pipe(map((patient) => frameBeforeAsking(context.key, patient, state, settings)));
}

function follow(
  { context, trigger, patients }: Attempt,
  asked: Question,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  const request = requestFor(context, asked.patient, trigger, inputs);
  return combineLatest([
    askGateway(request, asked.settings.serverOffsetMs, inputs),
    inputs.settings,
    patients,
  ]).pipe(
    map(([progress, settings, patient]) =>
      frameOfLookup(context.key, request.lookupId, patient, progress, settings),
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
    // Only what the gateway decides by: names and the host's own numbers stay on the page.
    patient: {
      ...(nhsNumber === undefined ? {} : { nhsNumber }),
      ...(nhsNumberStatus === undefined ? {} : { nhsNumberStatus }),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(pregnancy === undefined ? {} : { pregnancy }),
    },
    ...(encounter === undefined ? {} : { encounter: { id: encounter.id } }),
  };
}
