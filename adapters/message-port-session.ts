import { Subject } from "rxjs";
import { bridgeVersion, type FrameMessage, type HostMessage } from "../src/contract/host-bridge.js";
import { parseHostMessage } from "../src/contract/parse-host-bridge.js";
import type { ContextLossReason } from "../src/domain/patient-context.js";
import type { ErrorCode } from "../src/errors/codes.js";
import { CpisError } from "../src/errors/cpis-error.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createChannelContext } from "./message-port-context.js";
import { createTokenRequests } from "./message-port-tokens.js";

/** One way to reach the host. `begin` offers the page anew, and stops what an earlier call began. */
export interface HostLink {
  begin(listener: LinkListener): void;
  /** Whether it was sent; not while nobody is connected. */
  post(message: FrameMessage): boolean;
  end(): void;
}

/** What a link tells the session. */
export interface LinkListener {
  readonly connected: () => void;
  readonly received: (data: unknown) => void;
  readonly refused: (code: ErrorCode) => void;
}

/** How a session is set up. */
export interface SessionOptions {
  /** Without a word from the host for this long the context is lost; milliseconds. */
  readonly silenceMs: number;
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

/** Three pings fit into the silence that is allowed, so that one that is late loses nothing. */
const pingsPerSilence = 3;

/**
 * The hosted page's side of a conversation with its host, whatever carries the messages.
 *
 * A host that falls silent, sends what cannot be understood or speaks another version loses its context at once: nobody
 * knows any more who is on its screen (H-02). When it is heard again it is asked to say it anew.
 */
export function createHostSession(
  id: string,
  link: HostLink,
  { silenceMs, clock = pageClock, timers = pageTimers }: SessionOptions,
): HostChannel {
  const context = createChannelContext(id, clock);
  const faults = new Subject<ErrorCode>();
  const tokens = createTokenRequests((message) => link.post(message), timers);
  let contextSeq = 0;
  let heardAt = clock.now();
  let isSilent = false;
  let stopWatching: (() => void) | undefined;

  const lose = (code: ErrorCode, reason: ContextLossReason): void => {
    context.lose(reason);
    faults.next(code);
  };
  const refuse = (code: ErrorCode): void => {
    link.post({ kind: "refused", code });
    lose(code, code === "CPIS_HOST_VERSION_UNSUPPORTED" ? "unsupported" : "untrusted");
  };
  const watch = (): void => {
    stopWatching = timers.after(Math.min(1_000, silenceMs / pingsPerSilence), watch);
    if (isSilent || clock.now() - heardAt <= silenceMs) return;
    isSilent = true;
    lose("CPIS_HOST_SILENT", "disconnected");
    link.begin(listener);
  };
  const heard = (): void => {
    // A machine that slept has heard nothing either, though no timer ran.
    const wasSilent = isSilent || clock.now() - heardAt > silenceMs;
    heardAt = clock.now();
    isSilent = false;
    if (!wasSilent) return;
    context.lose("disconnected");
    link.post({ kind: "context-request" });
  };
  const act = (message: HostMessage): void => {
    if (message.kind === "ping") {
      link.post({ kind: "pong", n: message.n });
      return;
    }
    if (message.kind === "token") {
      tokens.answered(message.id, message.token);
      return;
    }
    // What was said before cannot become true again.
    if (message.seq <= contextSeq) {
      refuse("CPIS_HOST_MESSAGE_OUT_OF_ORDER");
      return;
    }
    contextSeq = message.seq;
    if (message.kind === "context-open") context.open(message.patient, message.encounter);
    else if (message.kind === "context-close") context.close();
    else context.lose("logout");
  };
  const listener: LinkListener = {
    connected() {
      heardAt = clock.now();
      isSilent = false;
      contextSeq = 0;
      const pingEveryMs = Math.floor(silenceMs / pingsPerSilence);
      link.post({ kind: "ready", version: bridgeVersion, pingEveryMs });
    },
    received(data) {
      heard();
      const message = understood(data, refuse);
      if (message !== undefined) act(message);
    },
    refused: refuse,
  };
  return {
    id,
    events: context.events,
    faults: faults.asObservable(),
    getToken: ({ rejected }) => tokens.ask(rejected),
    tell: (report) => void link.post(report),
    contextSeq: () => contextSeq,
    forget: () => {
      context.forget();
    },
    start() {
      heardAt = clock.now();
      link.begin(listener);
      watch();
    },
    stop() {
      stopWatching?.();
      link.end();
      tokens.end();
      context.close();
    },
  };
}

function understood(data: unknown, refuse: (code: ErrorCode) => void): HostMessage | undefined {
  try {
    return parseHostMessage(data);
  } catch (error) {
    refuse(CpisError.is(error) ? error.code : "CPIS_INTERNAL");
    return undefined;
  }
}
