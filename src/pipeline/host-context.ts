import { parseNhsNumber } from "../domain/nhs-number.js";
import type { ContextEvent, ContextLossReason, EncounterRef, PatientRef } from "../domain/patient-context.js";
import { present } from "./present.js";

/**
 * What the host has open, as the newest event left it.
 *
 * `revision` rises whenever everything known must be thrown away; while it stays, only details of the same patient in
 * the same encounter have changed.
 */
export type HostContext =
  { readonly kind: "none"; readonly seq: number; readonly revision: number } | LostContext | PatientContext;

/** Nobody knows who is open, and only a new `open` will tell. */
export interface LostContext {
  readonly kind: "lost";
  readonly seq: number;
  readonly revision: number;
  readonly key: string;
  readonly reason: ContextLossReason;
}

/** A patient is open. */
export interface PatientContext {
  readonly kind: "patient";
  readonly seq: number;
  readonly revision: number;
  readonly key: string;
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
  /** The host replaced one NHS number by another while the patient stayed open (H-07). */
  readonly numberChanged: boolean;
}

/** Nothing has been heard yet. */
export const noContext: HostContext = { kind: "none", seq: Number.NEGATIVE_INFINITY, revision: 0 };

/** Under which key the screen stands; null where nobody is open. */
export function keyOf(context: HostContext): string | null {
  return context.kind === "none" ? null : context.key;
}

/**
 * The context after one more event (host-context reference, section 0).
 *
 * An event that is not newer than the last is ignored. One that contradicts the current patient loses the context:
 * better no answer than the wrong child's (H-01).
 */
export function nextContext(current: HostContext, event: ContextEvent): HostContext {
  if (event.seq <= current.seq) return current;
  const { seq } = event;
  const next = { seq, revision: current.revision + 1 };
  switch (event.kind) {
    case "open":
      return { ...next, kind: "patient", ...contentsOf(event), numberChanged: event.numberChanged === true };
    case "update":
      if (current.kind !== "patient") return { ...current, seq };
      return event.key === current.key
        ? updated(current, event)
        : { ...next, kind: "lost", key: current.key, reason: "conflict" };
    case "close":
      return isForAnother(event.key, current) ? { ...current, seq } : { ...next, kind: "none" };
    case "lost":
      return { ...next, kind: "lost", key: keyOf(current) ?? `lost-${seq}`, reason: event.reason };
    case "heartbeat":
      return { ...current, seq };
  }
}

/** The context after the page itself has lost it. Where nobody is open there is nothing to lose. */
export function lostContext(current: HostContext, reason: ContextLossReason): HostContext {
  if (current.kind === "none") return current;
  const { seq, key } = current;
  return { kind: "lost", seq, revision: current.revision + 1, key, reason };
}

function contentsOf(
  event: Extract<ContextEvent, { kind: "open" | "update" }>,
): Pick<PatientContext, "key" | "patient" | "encounter"> {
  const { key, patient, encounter } = event;
  return { key, patient, ...present({ encounter }) };
}

function updated(current: PatientContext, event: Extract<ContextEvent, { kind: "update" }>): PatientContext {
  const contents = contentsOf(event);
  const before = digits(current.patient);
  const after = digits(contents.patient);
  const same =
    before === after &&
    current.patient.nhsNumberStatus === contents.patient.nhsNumberStatus &&
    current.encounter?.id === contents.encounter?.id;
  return {
    kind: "patient",
    seq: event.seq,
    revision: same ? current.revision : current.revision + 1,
    ...contents,
    numberChanged: before === after ? current.numberChanged : before !== "",
  };
}

// A close that names a patient who is not open is an old message about somebody else.
function isForAnother(key: string | null, current: HostContext): boolean {
  return key !== null && current.kind === "patient" && key !== current.key;
}

// Spacing is not a change of number.
function digits(patient: PatientRef): string {
  const reading = parseNhsNumber(patient.nhsNumber);
  return reading.ok ? reading.nhsNumber : (patient.nhsNumber ?? "");
}
