import type { ContextEvent, ContextLossReason } from "../src/domain/patient-context.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import type { ElementPatient } from "./read-element.js";

type Body = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

/** How old a statement of the host's may grow, and by whose time. */
export interface AgeLimit {
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface Opened {
  readonly key: string;
  readonly said: ElementPatient;
  readonly at: number;
  readonly stopAgeing: () => void;
}

/** Which patient the element's host has open, turned into context events. */
export interface ElementContext {
  /**
   * The host's whole statement; undefined where nobody is open. `before` is who was open until this very change.
   * To repeat it is no event, unless the screen has wiped itself at it: a blank must not stand for an open patient (H-05).
   */
  say(said: ElementPatient | undefined, before?: ElementPatient, isWiped?: boolean): void;
  /** Returns who was open. */
  close(): ElementPatient | undefined;
  /** What was said counts as never said; emits nothing. */
  readonly forget: () => void;
  lose(reason: ContextLossReason): void;
  /** The same as `lose`, where there is anything to lose. */
  loseIfOpen(reason: ContextLossReason): void;
  /** Gives up a patient whom the host has not touched for too long. */
  readonly expireIfDue: () => void;
}

/**
 * Keeps what was said last, so that repeating it is no event, and gives it up after `maxAgeMs`.
 *
 * Keys are made here and never re-used: an answer to an earlier opening, even of the same patient, can belong to no
 * later one (H-01).
 */
export function createElementContext(
  emit: (event: ContextEvent) => void,
  { maxAgeMs, clock, timers }: AgeLimit,
): ElementContext {
  const numbered = createNumbered(emit, clock);
  let opened: Opened | undefined;
  const forget = (): Opened | undefined => {
    const before = opened;
    opened = undefined;
    before?.stopAgeing();
    return before;
  };
  const close = (): ElementPatient | undefined => {
    const before = forget();
    if (before !== undefined) numbered.tell({ kind: "close", key: before.key });
    return before?.said;
  };
  const lose = (reason: ContextLossReason): void => {
    forget();
    numbered.tell({ kind: "lost", reason });
  };
  const hold = (
    kind: "open" | "update",
    key: string,
    said: ElementPatient,
    before?: ElementPatient,
  ): void => {
    forget();
    const stopAgeing = timers.after(maxAgeMs, () => lose("expired"));
    opened = { key, said, at: clock.now(), stopAgeing };
    numbered.tell({ kind, key, ...said, ...(isRenumbered(before, said) && { numberChanged: true }) });
  };
  return {
    say(said, before, isWiped) {
      if (said === undefined) close();
      else if (opened === undefined || !isSameSubject(opened.said, said))
        hold("open", `element-${numbered.next()}`, said, before);
      else if (isWiped === true || !isEqual(opened.said, said)) hold("update", opened.key, said);
    },
    close,
    forget: () => void forget(),
    lose,
    loseIfOpen: (reason) => {
      if (opened !== undefined) lose(reason);
    },
    expireIfDue: () => {
      if (opened !== undefined && clock.now() - opened.at >= maxAgeMs) lose("expired");
    },
  };
}

function createNumbered(
  emit: (event: ContextEvent) => void,
  clock: Clock,
): { tell(body: Body): void; next(): number } {
  let seq = 0;
  return {
    tell(body) {
      seq += 1;
      emit({ ...body, seq, source: "element", at: new Date(clock.now()).toISOString() });
    },
    next: () => seq + 1,
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Whether the host speaks of the same person in the same encounter, with other details.
 *
 * The host's own identifiers decide where it gives any, unless number and date of birth both say otherwise; without
 * any, number and date of birth must both be the same.
 */
export function isSameSubject(before: ElementPatient, now: ElementPatient): boolean {
  if (before.encounter?.id !== now.encounter?.id) return false;
  if (!isEqual(before.patient.localIds, now.patient.localIds)) return false;
  const sameNumber = digitsOf(before) === digitsOf(now);
  const sameBirth = before.patient.birthDate === now.patient.birthDate;
  return now.patient.localIds.length > 0 ? sameNumber || sameBirth : sameNumber && sameBirth;
}

// The same person by the host's own identifiers, in the same encounter, under another number (H-07).
function isRenumbered(before: ElementPatient | undefined, now: ElementPatient): boolean {
  if (before === undefined || before.patient.localIds.length === 0 || digitsOf(before) === "") return false;
  return digitsOf(before) !== digitsOf(now) && isSameSubject(before, now);
}

/** The NHS number without spaces, empty where there is none. */
export function digitsOf({ patient }: ElementPatient): string {
  return (patient.nhsNumber ?? "").replace(/[\s-]/g, "");
}
