import { Subject, type Observable } from "rxjs";
import type {
  ContextEvent,
  ContextLossReason,
  EncounterRef,
  PatientRef,
} from "../src/domain/patient-context.js";
import type { Clock } from "../src/ports/runtime.js";
import { isSameSubject } from "./element-context.js";

type Body = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

interface Opened {
  readonly key: string;
  readonly said: { readonly patient: PatientRef; readonly encounter?: EncounterRef };
}

/** Which patient a host at the other end of a channel has open, as context events. */
export interface ChannelContext {
  readonly events: Observable<ContextEvent>;
  open(patient: PatientRef, encounter: EncounterRef | undefined): void;
  close(): void;
  /** Whatever is said next is news, also if it was said before. Tells nobody. */
  forget(): void;
  lose(reason: ContextLossReason): void;
}

/**
 * Turns what a host says into numbered events.
 *
 * A host that repeats itself says nothing new, and one that completes the details of the same patient updates them: a
 * query is an act, and none may leave because a page drew itself again. Every real opening gets a key that is never used
 * again (H-01). Losing what is lost already is no event, so that a flood of broken messages costs one redraw.
 */
export function createChannelContext(source: string, clock: Clock): ChannelContext {
  const events = new Subject<ContextEvent>();
  let seq = 0;
  let opened: Opened | undefined;
  let lost: ContextLossReason | undefined;
  const emit = (body: Body): void => {
    seq += 1;
    events.next({ ...body, seq, source, at: new Date(clock.now()).toISOString() });
  };
  return {
    events: events.asObservable(),
    open(patient, encounter) {
      lost = undefined;
      const said = { patient, ...(encounter === undefined ? {} : { encounter }) };
      const before = opened;
      const isUpdate = before !== undefined && isSameSubject(before.said, said);
      if (isUpdate && JSON.stringify(before.said) === JSON.stringify(said)) return;
      const key = isUpdate ? before.key : `${source}-${seq + 1}`;
      opened = { key, said };
      emit({ kind: isUpdate ? "update" : "open", key, ...said });
    },
    close() {
      lost = undefined;
      opened = undefined;
      emit({ kind: "close", key: null });
    },
    forget() {
      opened = undefined;
    },
    lose(reason) {
      if (lost === reason) return;
      lost = reason;
      opened = undefined;
      emit({ kind: "lost", reason });
    },
  };
}
