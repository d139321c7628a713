import { Subject, type Observable } from "rxjs";
import type {
  ContextEvent,
  ContextLossReason,
  EncounterRef,
  PatientRef,
} from "../src/domain/patient-context.js";
import type { Clock } from "../src/ports/runtime.js";

type Body = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

/** Which patient a host at the other end of a channel has open, as context events. */
export interface ChannelContext {
  readonly events: Observable<ContextEvent>;
  open(patient: PatientRef, encounter: EncounterRef | undefined): void;
  close(): void;
  lose(reason: ContextLossReason): void;
}

/**
 * Turns what a host says into numbered events.
 *
 * Every `open` gets a key that is never used again, also where the host repeats itself: an answer to an earlier opening
 * can belong to no later one (H-01). Losing what is lost already is no event, so that a flood of broken messages costs
 * one redraw.
 */
export function createChannelContext(source: string, clock: Clock): ChannelContext {
  const events = new Subject<ContextEvent>();
  let seq = 0;
  let key: string | undefined;
  let lost: ContextLossReason | undefined;
  const emit = (body: Body): void => {
    seq += 1;
    events.next({ ...body, seq, source, at: new Date(clock.now()).toISOString() });
  };
  return {
    events: events.asObservable(),
    open(patient, encounter) {
      lost = undefined;
      key = `${source}-${seq + 1}`;
      emit({ kind: "open", key, patient, ...(encounter === undefined ? {} : { encounter }) });
    },
    close() {
      lost = undefined;
      key = undefined;
      emit({ kind: "close", key: null });
    },
    lose(reason) {
      if (lost === reason) return;
      lost = reason;
      key = undefined;
      emit({ kind: "lost", reason });
    },
  };
}
