import {
  catchError,
  combineLatest,
  concat,
  connect,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  NEVER,
  of,
  scan,
  startWith,
  switchMap,
  type Observable,
} from "rxjs";
import type { LookupTrigger } from "../domain/eligibility.js";
import { failedState } from "../domain/lookup-state.js";
import type { ContextEvent } from "../domain/patient-context.js";
import { attemptLookup, type Attempt } from "./attempt-lookup.js";
import { nextContext, noContext, type HostContext, type PatientContext } from "./host-context.js";
import { frameBeforeAsking, idleFrame, wipedFrame, type LookupFrame } from "./lookup-frame.js";
import { serverNow, type PipelineInputs } from "./pipeline-inputs.js";

/**
 * From the patient whom the host has open to what the banner must show.
 *
 * Every change of context throws the old content away in the same call, before anything else happens (H-01, H-02).
 * One patient at a time is followed (`switchMap`); a press while an answer is awaited is ignored (`exhaustMap` in
 * effect, without giving up late answers). Nothing is asked but by a new context or a press. The stream
 * never errors and never completes: faults are states.
 */
export function patientLookup(inputs: PipelineInputs): Observable<LookupFrame> {
  return hostContexts(inputs).pipe(
    connect((contexts) =>
      contexts.pipe(
        distinctUntilChanged((before, now) => before.revision === now.revision),
        switchMap((context) => framesOf(context, contexts, inputs)),
      ),
    ),
    startWith(idleFrame),
  );
}

function hostContexts({ events, clock }: PipelineInputs): Observable<HostContext> {
  const gone = (): ContextEvent => ({
    kind: "lost",
    reason: "disconnected",
    seq: Number.POSITIVE_INFINITY,
    source: "pipeline",
    at: new Date(clock.now()).toISOString(),
  });
  return concat(events, NEVER).pipe(
    catchError(() => concat(of(gone()), NEVER)),
    scan(nextContext, noContext),
  );
}

function framesOf(
  context: HostContext,
  contexts: Observable<HostContext>,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  switch (context.kind) {
    case "none":
      return of(idleFrame);
    case "lost":
      return concat(of(wipedFrame(context.key)), lostFrames(context.key, inputs));
    case "patient":
      return concat(of(wipedFrame(context.key)), patientFrames(context, contexts, inputs));
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
  return defer(() => {
    let waiting = false;
    const patients = contexts.pipe(
      startWith(context),
      filter((now) => now.kind === "patient" && now.revision === context.revision),
      map((now) => (now.kind === "patient" ? now.patient : context.patient)),
    );
    const openedAtMs = inputs.clock.now();
    const presses = inputs.presses.pipe(
      filter((press) => press.key === context.key && !waiting),
      map((press): LookupTrigger => press.trigger),
    );
    return merge(of<LookupTrigger>(inputs.automaticTrigger), presses).pipe(
      switchMap((trigger) => safely({ trigger, context, patients, openedAtMs }, inputs)),
      map((frame) => {
        waiting = frame.view.state.kind === "checking";
        return frame;
      }),
    );
  });
}

// Whatever goes wrong inside one attempt is shown, and the next press or patient starts afresh.
function safely(attempt: Attempt, inputs: PipelineInputs): Observable<LookupFrame> {
  const failed = (): Observable<LookupFrame> => {
    const failedAt = serverNow(inputs, 0);
    return combineLatest([inputs.settings, attempt.patients]).pipe(
      map(([settings, patient]) =>
        frameBeforeAsking(attempt.context.key, patient, failedState("internal", failedAt), settings),
      ),
    );
  };
  return defer(() => attemptLookup(attempt, inputs)).pipe(catchError(failed));
}
