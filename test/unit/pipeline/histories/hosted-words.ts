import { createChannelContext } from "../../../../adapters/message-port-context.js";
import { createHostSession, type LinkListener } from "../../../../adapters/message-port-session.js";
import { child } from "../pipeline-run.js";
import type { Vocabulary } from "./stage.js";

const silenceMs = 15_000;

/** A hosted page's conversation with its host, over the real session: what the MessagePort and the desktop shell carry. */
export const hostedWords = (name: string): Vocabulary => ({
  name,
  join({ oracle, run }) {
    let listener: LinkListener | undefined;
    let seq = 0;
    const link = {
      begin: (given: LinkListener) => {
        listener = given;
      },
      post: () => true,
      end: () => undefined,
    };
    const clock = { now: () => run.nowMs };
    const adapter = createHostSession(name, link, { silenceMs, clock, timers: run.timers });
    let heardAtMs = run.nowMs;
    let encounterNow: string | undefined;
    const send = (who: number | null | "as before", data: unknown, encounter?: string): void => {
      if (run.nowMs - heardAtMs > silenceMs) oracle.opens(null);
      heardAtMs = run.nowMs;
      // A host that repeats itself says nothing new.
      const isSame = who === oracle.who && encounter === encounterNow;
      if (who !== "as before" && (who === null || !isSame)) oracle.opens(who);
      if (typeof who === "number") encounterNow = encounter;
      // The session looks at its clock once a second.
      oracle.silentAtMs = run.nowMs + silenceMs + 1_000;
      listener?.received(data);
    };
    const next = (): number => (seq += 1);
    const says = {
      "context-open": (who: number) =>
        send(
          who,
          { kind: "context-open", seq: next(), patient: child(who), encounter: { id: "visit" } },
          "visit",
        ),
      "context-open again, as for a reload": (who: number) =>
        send(who, { kind: "context-open", seq: next(), patient: child(who) }),
      "context-close": () => send(null, { kind: "context-close", seq: next() }),
      "user-logout": () => send(null, { kind: "user-logout", seq: next() }),
      ping: () => send("as before", { kind: "ping", n: 1 }),
      "a token nobody asked for": () => send("as before", { kind: "token", id: 7, token: "t" }),
      "a message said before": (who: number) =>
        send(null, { kind: "context-open", seq: Math.max(0, seq - 1), patient: child(who) }),
      "a message of wrong shape": (who: number, detail: number) =>
        send(null, [null, 7, { kind: "context-open", seq: seq + 1 }, { kind: "open-sesame", who }][detail]),
      "a message far too large": () =>
        send(null, {
          kind: "context-open",
          seq: seq + 1,
          patient: { localIds: [], title: "x".repeat(40_000) },
        }),
      "a flood": (who: number) => {
        for (let time = 0; time < 20; time += 1) says["context-open"]((who + time) % 4);
      },
      "a new handshake": () => {
        heardAtMs = run.nowMs;
        oracle.silentAtMs = run.nowMs + silenceMs + 1_000;
        seq = 0;
        listener?.connected();
      },
    };
    return { adapter, says };
  },
});

/** A signed link: one patient, once; then the end of the session, a replay, or another page. */
export const launchWords: Vocabulary = {
  name: "launch",
  join({ oracle, run }) {
    const clock = { now: () => run.nowMs };
    const context = createChannelContext("launch", clock);
    const loses = (reason: "expired" | "untrusted" | "disconnected"): void => {
      oracle.opens(null);
      context.lose(reason);
    };
    let isUsed = false;
    return {
      adapter: {
        id: "launch",
        events: context.events,
        start: () => undefined,
        stop: () => undefined,
        forget: () => context.forget(),
      },
      says: {
        "a link opens a patient": (who) => {
          isUsed = true;
          if (who !== oracle.who) oracle.opens(who);
          context.open(child(who), { id: "visit" });
        },
        "the same link again": () => {
          if (isUsed) loses("expired");
        },
        "a link of an unknown system, altered, or unsigned": () => loses("untrusted"),
        "the session ends": () => loses("expired"),
        "the page is left": () => {
          oracle.opens(null);
          run.interruptions.next("suspended");
        },
      },
    };
  },
};
