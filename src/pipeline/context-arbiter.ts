import { distinctUntilChanged, map, NEVER, Observable, Subject, switchMap } from "rxjs";
import type { ContextEvent, ContextLossReason } from "../domain/patient-context.js";
import { lostContext, nextContext, noContext, type HostContext } from "./host-context.js";
import type { PipelineInputs } from "./pipeline-inputs.js";
import { quiet, together } from "./streams.js";

/** The one place that says whose answer may be on screen. */
export interface ContextArbiter {
  /** Every change, in the call in which it happens; never ends. To be subscribed once. */
  readonly contexts: Observable<HostContext>;
  /** Whether nothing has been thrown away since: only then may what belongs to this context arrive or be drawn (H-02). */
  holds(context: HostContext): boolean;
}

/**
 * Joins what the adapter says with what the page notices by itself: it was frozen or slept, the host fell silent, nobody
 * uses the screen.
 *
 * What the page notices takes the context away, and the adapter forgets: only the host's own next word brings a patient
 * back, and nothing is asked before that (H-01, H-02, H-29).
 */
export function createContextArbiter(inputs: PipelineInputs): ContextArbiter {
  let current = noContext;
  const changes = new Subject<HostContext>();
  // A host may speak again while it is still being told of: whoever hears of the first then hears of the newest.
  const newest = changes.pipe(map(() => current));
  const move = (next: HostContext): void => {
    if (next === current) return;
    current = next;
    changes.next(next);
  };
  const take = (event: ContextEvent): void => move(nextContext(current, event));
  const lose = (reason: ContextLossReason): void => {
    // Forgetting first: what a host says while the screen is wiped is its newest word, and must be kept.
    inputs.forget?.();
    move(lostContext(current, reason));
  };
  const work = new Observable<never>(() => {
    const losses = together(inputs.interruptions, watches(newest, inputs)).subscribe(lose);
    losses.add(inputs.events.subscribe({ next: take, error: () => take(gone(inputs)) }));
    return losses;
  });
  return {
    contexts: together<HostContext>(newest, work),
    holds: ({ revision }) => revision === current.revision,
  };
}

// An adapter that breaks can say nothing any more.
function gone({ clock }: PipelineInputs): ContextEvent {
  const at = new Date(clock.now()).toISOString();
  return { kind: "lost", reason: "disconnected", seq: Number.POSITIVE_INFINITY, source: "pipeline", at };
}

/** What is waited for while a patient is open: the host's silence, and the end of the site's idle time. */
function watches(contexts: Observable<HostContext>, inputs: PipelineInputs): Observable<ContextLossReason> {
  const unless = (
    signs: Observable<unknown>,
    ms: number | undefined,
    reason: ContextLossReason,
  ): Observable<ContextLossReason> =>
    ms === undefined ? NEVER : quiet(signs, ms, inputs).pipe(map(() => reason));
  const silence = unless(contexts, inputs.silenceMs, "disconnected");
  const idle = inputs.settings.pipe(
    map(({ idleMs }) => idleMs),
    distinctUntilChanged(),
    switchMap((ms) => unless(inputs.activity, ms, "idle")),
  );
  return contexts.pipe(
    distinctUntilChanged((before, now) => before.revision === now.revision),
    switchMap(({ kind }) => (kind === "patient" ? together(silence, idle) : NEVER)),
  );
}
