import type { LookupView } from "../contract/lookup.js";
import type { Instant } from "../domain/instant.js";
import { failedState, isFinal, type LookupState } from "../domain/lookup-state.js";
import { present } from "./present.js";

/** "Still checking" after this. */
export const slowAfterMs = 5_000;

/** `failed: no answer yet` after this. */
export const overdueAfterMs = 30_000;

/** How long an answer is kept where its gateway did not say. */
export const defaultContentTtlMs = 15 * 60_000;

/** How long an answer has been waited for. */
export type Patience = "asked" | "slow" | "overdue";

/** One thing that happens to a lookup as the page sees it. `at` is the gateway's clock. */
export type ProgressEvent =
  | {
      readonly kind: "view";
      readonly view: LookupView;
      readonly serverOffsetMs: number;
      readonly at: Instant;
    }
  | { readonly kind: "unreachable"; readonly at: Instant }
  | { readonly kind: "fault"; readonly state: LookupState }
  | { readonly kind: "waited"; readonly patience: Patience; readonly at: Instant }
  | { readonly kind: "expired"; readonly version: number; readonly at: Instant };

/** Everything a page knows about one lookup. */
export interface LookupProgress {
  readonly state: LookupState;
  readonly patience: Patience;
  /** The newest view, whose `state` may be older than ours. */
  readonly view?: LookupView;
  readonly serverOffsetMs?: number;
}

/** Right after the request was made: nothing has come back. */
export function startedProgress(since: Instant, answerDueAt: Instant): LookupProgress {
  return { state: { kind: "checking", since, phase: "asked", answerDueAt }, patience: "asked" };
}

function askedSince(progress: LookupProgress): Instant | undefined {
  return progress.view?.state.kind === "checking" ? progress.view.state.since : undefined;
}

/** How long the gateway has already waited when it gave this view; another page may have asked before us. */
export function waitedMs(view: LookupView): number {
  if (view.state.kind !== "checking") return 0;
  return Math.max(0, Date.parse(view.serverTime) - Date.parse(view.state.since));
}

/**
 * The same view once its content time to live has passed: when and by whom it was checked stays, what the answer was
 * is gone from memory too.
 */
export function withoutContent(view: LookupView, at: Instant): LookupView {
  const { state, checkedBy } = view;
  if (state.kind !== "record" && state.kind !== "no-record") return view;
  const rest: { -readonly [K in keyof LookupView]: LookupView[K] } = {
    ...view,
    state: {
      kind: "stale",
      reason: "age",
      since: at,
      checkedAt: state.retrievedAt,
      ...present({ checkedBy }),
    },
  };
  // Whose hours were told says whose record it was.
  delete rest.contacts;
  return rest;
}

/** Pure: the same events in the same order always give the same state. */
export function nextProgress(progress: LookupProgress, event: ProgressEvent): LookupProgress {
  switch (event.kind) {
    case "view":
      return withView(progress, event);
    case "unreachable":
      // An answer that has been given needs no connection.
      if (isFinal(progress.state)) return progress;
      return { ...progress, state: failedState("gateway-unreachable", event.at) };
    case "fault":
      return { state: event.state, patience: progress.patience };
    case "waited":
      if (isFinal(progress.state) && !isUnreachable(progress.state)) return progress;
      return withPatience(progress, event.patience, event.at);
    case "expired": {
      if (progress.view?.version !== event.version) return progress;
      const view = withoutContent(progress.view, event.at);
      return view === progress.view ? progress : { ...progress, state: view.state, view };
    }
  }
}

function withView(
  progress: LookupProgress,
  { view, serverOffsetMs, at }: Extract<ProgressEvent, { kind: "view" }>,
): LookupProgress {
  const again = progress.view !== undefined && view.version <= progress.view.version;
  // A repeated view says only that the gateway can be reached again; an older one says nothing at all.
  if (again && !isUnreachable(progress.state)) return progress;
  const newest = again ? progress.view : view;
  const asked = newest.state.kind === "checking" ? newest.state.since : undefined;
  const patience = asked === askedSince(progress) ? progress.patience : patienceAfter(waitedMs(newest));
  return withPatience({ state: newest.state, patience, view: newest, serverOffsetMs }, patience, at);
}

function patienceAfter(ms: number): Patience {
  if (ms >= overdueAfterMs) return "overdue";
  return ms >= slowAfterMs ? "slow" : "asked";
}

function withPatience(progress: LookupProgress, patience: Patience, at: Instant): LookupProgress {
  const { state } = progress;
  if (state.kind !== "checking") return { ...progress, patience };
  if (patience === "overdue") return { ...progress, patience, state: failedState("no-answer-yet", at) };
  return patience === "slow"
    ? { ...progress, patience, state: { ...state, phase: "slow" } }
    : { ...progress, patience };
}

function isUnreachable(state: LookupState): boolean {
  return state.kind === "failed" && state.reason === "gateway-unreachable";
}
