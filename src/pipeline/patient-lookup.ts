import {
  BehaviorSubject,
  catchError,
  connect,
  distinctUntilChanged,
  filter,
  map,
  mergeMap,
  scan,
  switchMap,
  type Observable,
  type ObservableInput,
} from "rxjs";
import type { LookupTrigger } from "../domain/eligibility.js";
import { failedState } from "../domain/lookup-state.js";
import type { ContextEvent } from "../domain/patient-context.js";
import { attemptLookup, type Attempt } from "./attempt-lookup.js";
import { nextContext, noContext, type HostContext, type PatientContext } from "./host-context.js";
import { frameBeforeAsking, idleFrame, wipedFrame, type LookupFrame } from "./lookup-frame.js";
import { serverNow, type PipelineInputs } from "./pipeline-inputs.js";
import { endless, startingWith, together } from "./streams.js";

/**
 * From the patient whom the host has open to what the banner must show.
 *
 * Every change of context throws the old content away in the same call, before anything else happens (H-01, H-02).
 * One patient at a time is followed (`switchMap`); a press while an answer is awaited is ignored (`exhaustMap` in
 * effect, without giving up late answers). Nothing is asked but by a new context or a press. The stream
 * never errors and never completes: faults are states.
 */
export function patientLookup(inputs: PipelineInputs): Observable<LookupFrame> {
  const frames = hostContexts(inputs).pipe(
    connect((contexts) =>
      contexts.pipe(
        distinctUntilChanged((before, now) => before.revision === now.revision),
        switchMap((context) => framesOf(context, contexts, inputs)),
      ),
    ),
  );
  return startingWith(idleFrame, frames);
}

function hostContexts({ events, clock }: PipelineInputs): Observable<HostContext> {
  const gone = (): ContextEvent => ({
    kind: "lost",
    reason: "disconnected",
    seq: Number.POSITIVE_INFINITY,
    source: "pipeline",
    at: new Date(clock.now()).toISOString(),
  });
  return endless(events.pipe(catchError(() => [gone()]))).pipe(scan(nextContext, noContext));
}

function framesOf(
  context: HostContext,
  contexts: Observable<HostContext>,
  inputs: PipelineInputs,
): ObservableInput<LookupFrame> {
  switch (context.kind) {
    case "none":
      return [idleFrame];
    case "lost":
      return startingWith(wipedFrame(context.key), lostFrames(context.key, inputs));
    case "patient":
      return startingWith(wipedFrame(context.key), patientFrames(context, contexts, inputs));
  }
}

function lostFrames(key: string, inputs: PipelineInputs): Observable<LookupFrame> {
  const since = serverNow(inputs, 0);
  return inputs.settings.pipe(
    map((settings) =>
      frameBeforeAsking(key, undefined, { kind: "stale", reason: "context", since }, settings),
    ),
  );
}

function patientFrames(
  context: PatientContext,
  contexts: Observable<HostContext>,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  const openedAtMs = inputs.clock.now();
  const patients = new BehaviorSubject(context.patient);
  const updates = contexts.pipe(
    mergeMap((now): LookupFrame[] => {
      if (now.kind === "patient" && now.revision === context.revision) patients.next(now.patient);
      return [];
    }),
  );
  const conditions = inputs.settings.pipe(
    switchMap((settings) => patients.pipe(map((patient) => ({ settings, patient })))),
  );
  let isWaiting = false;
  const presses = inputs.presses.pipe(
    filter((press) => press.key === context.key && !isWaiting),
    map((press): LookupTrigger => press.trigger),
  );
  const frames = startingWith<LookupTrigger>(inputs.automaticTrigger, presses).pipe(
    switchMap((trigger) => safely({ trigger, context, conditions, openedAtMs }, inputs)),
    map((frame) => {
      isWaiting = frame.view.state.kind === "checking";
      return frame;
    }),
  );
  return together(updates, frames);
}

// Whatever goes wrong inside one attempt is shown, and the next press or patient starts afresh.
function safely(attempt: Attempt, inputs: PipelineInputs): Observable<LookupFrame> {
  return attemptLookup(attempt, inputs).pipe(
    catchError(() => {
      const state = failedState("internal", serverNow(inputs, 0));
      return attempt.conditions.pipe(
        map(({ patient, settings }) => frameBeforeAsking(attempt.context.key, patient, state, settings)),
      );
    }),
  );
}
