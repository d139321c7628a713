import { child } from "../pipeline-run.js";
import { createSpeaker, type Body } from "./port-words.js";
import type { HostSeat, Vocabulary } from "./stage.js";

interface Telling {
  readonly open: (who: number) => void;
  readonly loses: (body: Body) => void;
}

function telling(seat: HostSeat, tell: (body: Body) => void): Telling {
  let opened = 0;
  return {
    open(who) {
      seat.oracle.opens(who);
      opened += 1;
      tell({ kind: "open", key: `k-${opened}`, patient: child(who), encounter: { id: "visit" } });
    },
    loses(body) {
      seat.oracle.opens(null);
      tell(body);
    },
  };
}

/**
 * A SMART launch, as its adapter will have to translate it: one launch is one patient, read with the token; a launch that
 * was overtaken, or whose stored state is another's, opens nobody (client-js issue 199).
 */
export const smartWords: Vocabulary = {
  name: "smart",
  join(seat) {
    const adapter = createSpeaker(seat, "smart");
    const { open, loses } = telling(seat, (body) => adapter.tell(body));
    const launches: number[] = [];
    return {
      adapter,
      says: {
        launch: (who) => {
          launches.push(who);
          loses({ kind: "close", key: null });
        },
        "the patient is read": (given) => {
          open(launches.at(-1) ?? given);
        },
        // Its answer belongs to a launch that is no longer this page's.
        "the patient of an overtaken launch is read": () => undefined,
        "stored state of the first launch comes up": () => loses({ kind: "lost", reason: "untrusted" }),
        "an issuer that is not on the list": () => loses({ kind: "lost", reason: "untrusted" }),
        "the token expires": () => loses({ kind: "lost", reason: "expired" }),
        "three handshakes are missed": () => loses({ kind: "lost", reason: "disconnected" }),
      },
    };
  },
};

/** A FHIRcast hub, as its adapter will have to translate it: timestamps decide, repeats and strangers' closes do not. */
export const fhircastWords: Vocabulary = {
  name: "fhircast",
  join(seat) {
    const { oracle } = seat;
    const adapter = createSpeaker(seat, "fhircast");
    const { open, loses } = telling(seat, (body) => adapter.tell(body));
    const seen = new Set<string>();
    let newest = 0;
    let latest: number | null = null;
    /** Whether the hub's event counts: newer than the one that set the context, and not heard before. */
    const counts = (id: string, timestamp: number): boolean => {
      if (seen.has(id) || timestamp < newest) return false;
      seen.add(id);
      newest = timestamp;
      return true;
    };
    const patientOpen = (who: number, id: string, timestamp: number): void => {
      if (!counts(id, timestamp)) return;
      latest = who;
      open(who);
    };
    const fresh = (): [id: string, timestamp: number] => [`event-${newest + 1}`, newest + 1];
    const close = (who: number): void => {
      const [id, timestamp] = fresh();
      if (who !== latest || !counts(id, timestamp)) return;
      latest = null;
      loses({ kind: "close", key: null });
    };
    const logout = (): void => {
      latest = null;
      loses({ kind: "lost", reason: "logout" });
    };
    return {
      adapter,
      says: {
        "patient-open": (who) => patientOpen(who, ...fresh()),
        "encounter-open": (who) => patientOpen(who, ...fresh()),
        "patient-close": () => close(latest ?? 0),
        "patient-close of a patient who is not current": (who) => {
          if (who !== latest) close(who);
        },
        "an event older than the current one": (who) => patientOpen(who, `old-${newest}-${who}`, newest - 1),
        "the same event again": (who) => patientOpen(who, `event-${newest}`, newest),
        "a context of an older version": (who) => patientOpen(who, `version-${newest}`, newest - 2),
        userlogout: logout,
        userhibernate: logout,
        heartbeat: () => adapter.tell({ kind: "heartbeat" }),
        // Another system is out of step; what is open here has not changed.
        syncerror: () => adapter.tell({ kind: "heartbeat" }),
        "the subscription is denied": () => loses({ kind: "lost", reason: "untrusted" }),
        "the socket stays closed": () => loses({ kind: "lost", reason: "disconnected" }),
        "resubscribed, and the hub replays the latest open event": () => {
          if (latest !== null && oracle.who === null) open(latest);
        },
        "resubscribed, and the context is empty": () => {
          latest = null;
          loses({ kind: "close", key: null });
        },
      },
    };
  },
};
