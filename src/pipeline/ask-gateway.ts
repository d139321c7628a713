import {
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
import type { LookupRequest, LookupView } from "../contract/lookup.js";
import { toInstant, type Instant } from "../domain/instant.js";
import type { LookupClient, LookupUpdate } from "../ports/lookup-client.js";
import { faultState } from "./fault-state.js";
import {
  defaultContentTtlMs,
  nextProgress,
  overdueAfterMs,
  slowAfterMs,
  startedProgress,
  waitedMs,
  withoutContent,
  type LookupProgress,
  type Patience,
  type ProgressEvent,
} from "./lookup-progress.js";
import { serverNow, type PipelineInputs } from "./pipeline-inputs.js";
import { after, startingWith, together } from "./streams.js";

/**
 * Asks the gateway once and follows what becomes of it, until it is unsubscribed.
 *
 * Never errors: a fault is a state like any other, so that the stream of patients cannot die of one lookup. Nothing is
 * asked a second time here.
 */
export function askGateway(
  client: LookupClient,
  request: LookupRequest,
  serverOffsetMs: number,
  isCurrent: () => boolean,
  inputs: PipelineInputs,
): Observable<LookupProgress> {
  const askedAtMs = inputs.clock.now() + serverOffsetMs;
  const started = startedProgress(toInstant(askedAtMs), toInstant(askedAtMs + overdueAfterMs));
  const answers = client.open(request).pipe(
    filter((update) => isCurrent() && (update.kind !== "view" || update.view.lookupId === request.lookupId)),
    mergeMap((update) => withExpiry(update, serverOffsetMs, inputs)),
    catchError((error: unknown): ProgressEvent[] => [
      { kind: "fault", state: faultState(error, serverNow(inputs, serverOffsetMs)) },
    ]),
  );
  const events = answers.pipe(connect((shared) => together(shared, waits(shared, serverOffsetMs, inputs))));
  return startingWith(started, events.pipe(scan(nextProgress, started))).pipe(distinctUntilChanged());
}

function withExpiry(
  update: LookupUpdate,
  serverOffsetMs: number,
  inputs: PipelineInputs,
): ObservableInput<ProgressEvent> {
  if (update.kind === "unreachable") return [{ kind: "unreachable", at: serverNow(inputs, serverOffsetMs) }];
  const { view } = update;
  const offsetMs = Date.parse(view.serverTime) - inputs.clock.now();
  const arrived = (what: LookupView): ProgressEvent => ({
    kind: "view",
    view: what,
    serverOffsetMs: offsetMs,
    at: what.serverTime,
  });
  const ttlMs = contentTtlMs(view);
  if (ttlMs === undefined) return [arrived(view)];
  // An answer that comes too late is never drawn, not even for a moment.
  if (ttlMs <= 0) return [arrived(withoutContent(view, view.serverTime))];
  const expired = afterAwake(ttlMs, inputs).pipe(
    map((): ProgressEvent => ({ kind: "expired", version: view.version, at: serverNow(inputs, offsetMs) })),
  );
  return startingWith(arrived(view), expired);
}

// The gateway's own clock on both sides, so that a wrong clock on this machine keeps nothing longer on screen.
function contentTtlMs(view: LookupView): number | undefined {
  if (view.state.kind !== "record" && view.state.kind !== "no-record") return undefined;
  if (view.contentExpiresAt === undefined) return defaultContentTtlMs;
  return Date.parse(view.contentExpiresAt) - Date.parse(view.serverTime);
}

// Timers stand still while a machine sleeps; the clock does not.
function afterAwake(ms: number, inputs: PipelineInputs): Observable<unknown> {
  const deadlineMs = inputs.clock.now() + ms;
  const woken = inputs.wakes.pipe(filter(() => inputs.clock.now() >= deadlineMs));
  return together<unknown>(after(ms, inputs.timers), woken);
}

// Starts anew when the gateway says since when it has been waiting, which another page may have begun.
function waits(
  events: Observable<ProgressEvent>,
  serverOffsetMs: number,
  inputs: PipelineInputs,
): Observable<ProgressEvent> {
  const wait = (patience: Patience, ms: number): Observable<ProgressEvent> =>
    after(Math.max(0, ms), inputs.timers).pipe(
      map(() => ({ kind: "waited", patience, at: serverNow(inputs, serverOffsetMs) })),
    );
  const waitedByGateway = events.pipe(
    map((event) => (event.kind === "view" && event.view.state.kind === "checking" ? event.view : undefined)),
    filter((view) => view !== undefined),
    distinctUntilChanged((before, now) => sinceOf(before) === sinceOf(now)),
    map(waitedMs),
  );
  return startingWith(0, waitedByGateway).pipe(
    switchMap((waited) =>
      together(wait("slow", slowAfterMs - waited), wait("overdue", overdueAfterMs - waited)),
    ),
  );
}

function sinceOf(view: LookupView): Instant | undefined {
  return view.state.kind === "checking" ? view.state.since : undefined;
}
