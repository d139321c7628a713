import { Subject, type Subscription } from "rxjs";
import type { ContextEvent } from "../src/domain/patient-context.js";
import type { ContextAdapter } from "../src/ports/context-adapter.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createAgreement, type Agreement, type Outcome, type Said } from "./agreement.js";

/** How several sources may be set up. */
export interface ArbitrationOptions {
  /** For how long sources may disagree before the context is lost. Default: one second. */
  readonly conflictMs?: number;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

const pageTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Several sources as one (host-context reference, rule 5; ADR 0014).
 *
 * Whoever is first to tell of a change takes the patient off the screen. A patient is open only while every source that
 * has spoken names the same one, and only after an `open` said so; after a second of disagreement the context is
 * `lost: conflict`. A source that has never spoken, or has dropped out, has no vote.
 *
 * @param sources - the most trusted first: an agreed patient is described as the first one does that knows a number
 */
export function createArbitratedAdapter(
  sources: readonly ContextAdapter[],
  { conflictMs = 1_000, clock = { now: () => Date.now() }, timers = pageTimers }: ArbitrationOptions = {},
): ContextAdapter {
  const events = new Subject<ContextEvent>();
  let seq = 0;
  let subscriptions: readonly Subscription[] = [];
  const forgetSources = (): void => {
    for (const source of sources) source.forget?.();
  };
  const tell = (outcome: Outcome): void => {
    seq += 1;
    // Whoever speaks next, be it while the loss is told, must say `open`, even of the same patient.
    if (outcome.kind === "lost") forgetSources();
    events.next({ ...outcome, seq, source: "arbitrated", at: new Date(clock.now()).toISOString() });
  };
  const nextKey = (): string => `arbitrated-${seq + 1}`;
  const agreement = createAgreement({ conflictMs, timers, tell, nextKey });
  return {
    id: "arbitrated",
    events: events.asObservable(),
    start() {
      if (subscriptions.length > 0) return;
      subscriptions = sources.map((source, voter) => hear(source, voter, agreement, timers));
      for (const source of sources) source.start();
    },
    stop() {
      for (const source of sources) source.stop();
      for (const subscription of subscriptions) subscription.unsubscribe();
      subscriptions = [];
      agreement.forget();
      tell({ kind: "close", key: null });
    },
    forget() {
      agreement.forget();
      forgetSources();
    },
  };
}

/** Holds one source to the rules of its port, and takes its vote away where it has fallen silent. */
function hear(source: ContextAdapter, voter: number, agreement: Agreement, timers: Timers): Subscription {
  let seq = Number.NEGATIVE_INFINITY;
  let key: string | undefined;
  let stopWaiting: (() => void) | undefined;
  const dropOut = (): void => agreement.dropsOut(voter, "disconnected");
  const subscription = source.events.subscribe({
    next(event) {
      if (event.seq <= seq) return;
      seq = event.seq;
      stopWaiting?.();
      if (source.silenceMs !== undefined) stopWaiting = timers.after(source.silenceMs, dropOut);
      key = take(event, key, voter, agreement);
    },
    error: dropOut,
  });
  subscription.add(() => stopWaiting?.());
  return subscription;
}

/** Returns the key under which this source has a patient open. */
function take(
  event: ContextEvent,
  key: string | undefined,
  voter: number,
  agreement: Agreement,
): string | undefined {
  switch (event.kind) {
    case "open":
      agreement.says(voter, "open", saidIn(event));
      return event.key;
    case "update":
      if (key === undefined) return undefined;
      if (event.key === key) {
        agreement.says(voter, "update", saidIn(event));
        return key;
      }
      // A source that contradicts itself knows nothing.
      agreement.dropsOut(voter, "conflict");
      return undefined;
    case "close":
      // An old word about somebody who is not open.
      if (event.key !== null && key !== undefined && event.key !== key) return key;
      agreement.closes(voter);
      return undefined;
    case "lost":
      agreement.dropsOut(voter, event.reason);
      return undefined;
    case "heartbeat":
      return key;
  }
}

function saidIn({ patient, encounter }: Extract<ContextEvent, { kind: "open" | "update" }>): Said {
  return encounter === undefined ? { patient } : { patient, encounter };
}
