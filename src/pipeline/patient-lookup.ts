import {
  BehaviorSubject,
  catchError,
  connect,
  distinctUntilChanged,
  filter,
  map,
  mergeMap,
  NEVER,
  switchMap,
  type Observable,
} from "rxjs";
import type { LookupTrigger } from "../domain/eligibility.js";
import { failedState } from "../domain/lookup-state.js";
import { attemptLookup, type Attempt } from "./attempt-lookup.js";
import { createContextArbiter } from "./context-arbiter.js";
import { keyOf, type HostContext, type LostContext, type PatientContext } from "./host-context.js";
import { frameBeforeAsking, idleFrame, wipedFrame, type LookupFrame } from "./lookup-frame.js";
import { serverNow, type PipelineInputs } from "./pipeline-inputs.js";
import { startingWith, together } from "./streams.js";

/**
 * From the patient whom the host has open to what the banner must show.
 *
 * Every change of context throws the old content away in the same call, before anything else happens (H-01, H-02).
 * One patient at a time is followed (`switchMap`); a press while an answer is awaited is ignored (`exhaustMap` in
 * effect, without giving up late answers). Nothing is asked but by a new context or a press. The stream
 * never errors and never completes: faults are states. Whatever belongs to a context is looked at twice, when it arrives
 * and when it is to be drawn: it counts only while the arbiter still holds that context.
 */
export function patientLookup(inputs: PipelineInputs): Observable<LookupFrame> {
  const arbiter = createContextArbiter(inputs);
  const frames = arbiter.contexts.pipe(
    connect((contexts) =>
      contexts.pipe(
        distinctUntilChanged((before, now) => before.revision === now.revision),
        switchMap((context) => {
          const isCurrent = (): boolean => arbiter.holds(context);
          return startingWith(
            wipedFrame(keyOf(context)),
            framesOf(context, contexts, isCurrent, inputs),
          ).pipe(filter(isCurrent));
        }),
      ),
    ),
  );
  return startingWith(idleFrame, frames);
}

function framesOf(
  context: HostContext,
  contexts: Observable<HostContext>,
  isCurrent: () => boolean,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  switch (context.kind) {
    case "none":
      return NEVER;
    case "lost":
      return lostFrames(context, inputs);
    case "patient":
      return patientFrames(context, contexts, isCurrent, inputs);
  }
}

function lostFrames({ key, reason: loss }: LostContext, inputs: PipelineInputs): Observable<LookupFrame> {
  const since = serverNow(inputs, 0);
  const reason = loss === "conflict" || loss === "idle" ? loss : "context";
  return inputs.settings.pipe(
    map((settings) => frameBeforeAsking(key, undefined, { kind: "stale", reason, since }, settings)),
  );
}

function patientFrames(
  context: PatientContext,
  contexts: Observable<HostContext>,
  isCurrent: () => boolean,
  inputs: PipelineInputs,
): Observable<LookupFrame> {
  const openedAtMs = inputs.clock.now();
  const patients = new BehaviorSubject(context.patient);
  const updates = contexts.pipe(
    mergeMap((now): LookupFrame[] => {
      const isNews = now.kind === "patient" && now.revision === context.revision;
      if (isNews && now.patient !== patients.value) patients.next(now.patient);
      return [];
    }),
  );
  const conditions = inputs.settings.pipe(
    // The newest, whatever arrives: a host may answer one event of ours with the next change, inside the first.
    switchMap((settings) => patients.pipe(map(() => ({ settings, patient: patients.value })))),
  );
  let isWaiting = false;
  const presses = inputs.presses.pipe(
    filter((press) => press.key === context.key && !isWaiting),
    map((press): LookupTrigger => press.trigger),
  );
  const frames = startingWith<LookupTrigger>(inputs.automaticTrigger, presses).pipe(
    switchMap((trigger) => safely({ trigger, context, isCurrent, conditions, openedAtMs }, inputs)),
    map((frame): LookupFrame => {
      isWaiting = frame.view.state.kind === "checking";
      return context.numberChanged ? { ...frame, view: { ...frame.view, numberChanged: true } } : frame;
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
