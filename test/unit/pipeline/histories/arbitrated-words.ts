import { createArbitratedAdapter } from "../../../../adapters/arbitrated-adapter.js";
import { child } from "../pipeline-run.js";
import { createSpeaker, type Body } from "./port-words.js";
import type { Vocabulary } from "./stage.js";

/** Two sources through the real arbiter. A vote is a child's number, null for nobody, undefined for none cast. */
export const arbitratedWords: Vocabulary = {
  name: "arbitrated",
  join(seat) {
    const { oracle, run } = seat;
    const sources = [createSpeaker(seat, "one"), createSpeaker(seat, "other")];
    const clock = { now: () => run.nowMs };
    const adapter = createArbitratedAdapter(sources, { clock, timers: run.timers });
    let votes: (number | null | undefined)[] = [];
    const keys: string[] = [];
    let opened = 0;
    const tell = (source: number, body: Body): void => sources[source]?.tell(body);
    const open = (source: number, who: number): void => {
      votes[source] = who;
      const agree = votes.every((vote) => vote === undefined || vote === who);
      if (!agree) oracle.opens(null);
      else if (oracle.who !== who) oracle.opens(who);
      opened += 1;
      keys[source] = `k-${opened}`;
      tell(source, { kind: "open", key: `k-${opened}`, patient: child(who), encounter: { id: "visit" } });
    };
    const close = (source: number): void => {
      if (votes[source] !== undefined) votes[source] = null;
      oracle.opens(null);
      tell(source, { kind: "close", key: null });
    };
    const dropOut = (source: number): void => {
      if (votes[source] !== undefined) oracle.opens(null);
      votes[source] = undefined;
      tell(source, { kind: "lost", reason: "disconnected" });
    };
    const logout = (source: number): void => {
      votes = [];
      oracle.opens(null);
      tell(source, { kind: "lost", reason: "logout" });
    };
    const details = (source: number, detail: number): void => {
      const who = votes[source];
      const key = keys[source];
      if (who === undefined || who === null || key === undefined) return;
      const patient = child(who, { familyName: `Renamed-${detail}` });
      tell(source, { kind: "update", key, patient, encounter: { id: "visit" } });
    };
    return {
      adapter,
      says: {
        "one opens": (who) => open(0, who),
        "the other opens": (who) => open(1, who),
        "both open": (who) => {
          open(0, who);
          open(1, who);
        },
        "the other follows": () => {
          const [who] = votes;
          if (who !== undefined && who !== null) open(1, who);
        },
        "one closes": () => close(0),
        "the other closes": () => close(1),
        "one drops out": () => dropOut(0),
        "the other drops out": () => dropOut(1),
        "one logs out": (who) => logout(who % 2),
        "one tells other details": (who, detail) => details(who % 2, detail),
        "the other sends an old event": (who) => {
          sources[1]?.tell({ kind: "open", key: "old", patient: child(who) }, Number.NEGATIVE_INFINITY);
        },
      },
    };
  },
};
