import { Subject } from "rxjs";
import type { ContextEvent } from "../../../../src/domain/patient-context.js";
import type { ContextAdapter } from "../../../../src/ports/context-adapter.js";
import { child } from "../pipeline-run.js";
import type { HostSeat, Vocabulary } from "./stage.js";

export type Body = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

/** An adapter that says what it is told to say. */
export interface Speaker extends ContextAdapter {
  tell(body: Body, seq?: number): void;
}

export function createSpeaker({ run }: HostSeat, id: string, silenceMs?: number): Speaker {
  const events = new Subject<ContextEvent>();
  let last = 0;
  return {
    id,
    events,
    silenceMs,
    start: () => undefined,
    stop: () => undefined,
    tell(body, seq) {
      if (seq === undefined) last += 1;
      events.next({ ...body, seq: seq ?? last, source: id, at: new Date(run.nowMs).toISOString() });
    },
  };
}

const encounter = { id: "visit" };
const silenceMs = 30_000;

/** The port's own words, as any adapter may put them in any order, right or wrong. */
export const portWords: Vocabulary = {
  name: "port",
  isInPage: true,
  join(seat) {
    const { oracle, run } = seat;
    const adapter = createSpeaker(seat, "port", silenceMs);
    let key: string | null = null;
    const tell = (body: Body): void => {
      oracle.silentAtMs = run.nowMs + silenceMs;
      adapter.tell(body);
    };
    const loses = (body: Body): void => {
      oracle.opens(null);
      tell(body);
    };
    const isOpen = (): boolean => oracle.who !== null;
    const says = {
      open(who: number) {
        oracle.opens(who);
        key = `key-${who}`;
        tell({ kind: "open", key, patient: child(who), encounter });
      },
      "other details"(_who: number, detail: number) {
        if (oracle.who === null || key === null) return;
        const patient = child(oracle.who, { familyName: `Renamed-${detail}` });
        tell({ kind: "update", key, patient, encounter });
      },
      "another number (merged)"(who: number) {
        if (!isOpen() || key === null) return;
        if (who !== oracle.who) oracle.opens(who);
        tell({ kind: "update", key, patient: child(who), encounter });
      },
      "update of a closed patient"(who: number) {
        if (isOpen()) return;
        tell({ kind: "update", key: key ?? "none", patient: child(who), encounter });
      },
      "update of another patient"(who: number) {
        const body: Body = { kind: "update", key: `never-${who}`, patient: child(who), encounter };
        if (isOpen()) loses(body);
        else tell(body);
      },
      close: () => loses({ kind: "close", key: null }),
      "close of another patient"(who: number) {
        if (isOpen()) tell({ kind: "close", key: `never-${who}` });
      },
      lost: () => loses({ kind: "lost", reason: "disconnected" }),
      logout: () => loses({ kind: "lost", reason: "logout" }),
      heartbeat: () => tell({ kind: "heartbeat" }),
      "old event"(who: number) {
        adapter.tell({ kind: "open", key: `old-${who}`, patient: child(who) }, Number.NEGATIVE_INFINITY);
      },
    };
    return { adapter, says };
  },
};
