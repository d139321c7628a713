import { Subject } from "rxjs";
import type { ContextEvent } from "../src/domain/patient-context.js";
import type { ContextAdapter } from "../src/ports/context-adapter.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createElementContext, digitsOf, type ElementContext } from "./element-context.js";
import {
  attributesPatient,
  propertyPatient,
  type ElementPatient,
  type PatientElement,
} from "./read-element.js";
import { watchConnection } from "./watch-connection.js";

/** Attributes cannot say that they have gone stale, so a patient whom nobody touches is given up after this. */
const defaultMaxAgeMs = 8 * 3_600_000;

/** How the element adapter may be set up. */
export interface ElementAdapterOptions {
  /** A patient whom the host has not touched for this long is `lost: expired`. Default: 8 hours. */
  readonly maxAgeMs?: number;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

const pageClock: Clock = { now: () => Date.now() };
const pageTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Reads the open patient from the banner element itself: its `patient` property, or its attributes.
 *
 * A property assignment is one event at once. Attributes come one by one in any order, so a change closes the patient
 * at once and what they say together is read in the next microtask (H-01). Property and attributes that name two
 * people lose the context; an element taken out of the page loses it too.
 */
export function createElementAdapter(
  element: PatientElement,
  { maxAgeMs = defaultMaxAgeMs, clock = pageClock, timers = pageTimers }: ElementAdapterOptions = {},
): ContextAdapter {
  const events = new Subject<ContextEvent>();
  const context = createElementContext((event) => events.next(event), { maxAgeMs, clock, timers });
  let stop: (() => void) | undefined;
  return {
    id: "element",
    events: events.asObservable(),
    start() {
      stop ??= listen(element, context);
      if (element.isConnected) read(element, context);
    },
    forget: context.forget,
    stop() {
      stop?.();
      stop = undefined;
      context.close();
    },
  };
}

function listen(element: PatientElement, context: ElementContext): () => void {
  let isReading = false;
  let isStopped = false;
  let before: ElementPatient | undefined;
  const readTogether = (): void => {
    isReading = false;
    if (!isStopped && element.isConnected) read(element, context, before);
    before = undefined;
  };
  const changed = (event: Event): void => {
    if (!element.isConnected) return;
    const { source, isOther } = detailOf(event);
    if (source !== "attribute") {
      read(element, context, undefined, isOther === true);
      return;
    }
    const closed = context.close();
    before ??= closed;
    if (!isReading) queueMicrotask(readTogether);
    isReading = true;
  };
  const stopWatching = watchConnection(element, {
    connected: () => read(element, context),
    disconnected: () => context.loseIfOpen("disconnected"),
  });
  element.addEventListener("cpis-context-input", changed);
  // Timers stand still while a machine sleeps; the page is told when it wakes.
  document.addEventListener("visibilitychange", context.expireIfDue);
  return () => {
    isStopped = true;
    stopWatching();
    element.removeEventListener("cpis-context-input", changed);
    document.removeEventListener("visibilitychange", context.expireIfDue);
  };
}

function read(
  element: PatientElement,
  context: ElementContext,
  before?: ElementPatient,
  isWiped?: boolean,
): void {
  const property = propertyPatient(element);
  const attributes = attributesPatient(element);
  if (property !== undefined && attributes !== undefined && contradict(property, attributes))
    context.lose("conflict");
  else context.say(property ?? attributes, before, isWiped);
}

// Nobody can know which of the two is on screen.
function contradict(property: ElementPatient, attributes: ElementPatient): boolean {
  const [one, other] = [digitsOf(property), digitsOf(attributes)];
  return one !== "" && other !== "" && one !== other;
}

// What the element tells of a change: by which way, and whether it took the patient for another one and wiped itself.
function detailOf(event: Event): { readonly source?: unknown; readonly isOther?: unknown } {
  const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
  return typeof detail === "object" && detail !== null ? detail : {};
}
