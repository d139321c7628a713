import { Subject } from "rxjs";
import { bridgeVersion, type FrameMessage, type HostMessage } from "../src/contract/host-bridge.js";
import { parseHostMessage } from "../src/contract/parse-host-bridge.js";
import type { ContextLossReason } from "../src/domain/patient-context.js";
import type { ErrorCode } from "../src/errors/codes.js";
import { CpisError } from "../src/errors/cpis-error.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createChannelContext, type ChannelContext } from "./message-port-context.js";
import { createHostHearing, pingsPerSilence, type HostHearing } from "./message-port-hearing.js";
import { createTokenRequests, type TokenRequests } from "./message-port-tokens.js";

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
  const uses = new Subject<void>();
  const tokens = createTokenRequests((message) => link.post(message), timers);
  const lose = (code: ErrorCode, reason: ContextLossReason): void => {
    context.lose(reason);
    faults.next(code);
  };
  const hearing = createHostHearing(silenceMs, { clock, timers }, () => {
    lose("CPIS_HOST_SILENT", "disconnected");
    link.begin(listener);
  });
  const listener = createLinkListener({ context, tokens, hearing, link, silenceMs, lose, uses });
  return {
    id,
    uses: uses.asObservable(),
    events: context.events,
    faults: faults.asObservable(),
    getToken: ({ rejected }) => tokens.ask(rejected),
    tell: (report) => void link.post(report),
    contextSeq: listener.contextSeq,
    forget: () => {
      context.forget();
    },
    start() {
      link.begin(listener);
      hearing.start();
    },
    stop() {
      hearing.stop();
      link.end();
      tokens.end();
      context.close();
    },
  };
}

interface ListenerParts {
  readonly context: ChannelContext;
  readonly tokens: TokenRequests;
  readonly hearing: HostHearing;
  readonly link: HostLink;
  readonly silenceMs: number;
  readonly lose: (code: ErrorCode, reason: ContextLossReason) => void;
  readonly uses: Subject<void>;
}

/** What a host's messages do. `contextSeq` is that of its newest about who is open. */
function createLinkListener(parts: ListenerParts): LinkListener & { readonly contextSeq: () => number } {
  const { context, tokens, hearing, link, silenceMs, lose, uses } = parts;
  let contextSeq = 0;
  const refused = (code: ErrorCode): void => {
    link.post({ kind: "refused", code });
    lose(code, code === "CPIS_HOST_VERSION_UNSUPPORTED" ? "unsupported" : "untrusted");
  };
  const tellContext = (message: ContextMessage): void => {
    // What was said before cannot become true again.
    if (message.seq <= contextSeq) {
      refused("CPIS_HOST_MESSAGE_OUT_OF_ORDER");
      return;
    }
    contextSeq = message.seq;
    if (message.kind === "context-open") context.open(message.patient, message.encounter);
    else if (message.kind === "context-close") context.close();
    else context.lose("logout");
  };
  return {
    contextSeq: () => contextSeq,
    connected() {
      hearing.renew();
      contextSeq = 0;
      const pingEveryMs = Math.floor(silenceMs / pingsPerSilence);
      link.post({ kind: "ready", version: bridgeVersion, pingEveryMs, hearsUse: true });
    },
    received(data) {
      if (hearing.heard()) {
        context.lose("disconnected");
        link.post({ kind: "context-request" });
      }
      const message = understood(data, refused);
      if (message?.kind === "ping") {
        if (message.active === true) uses.next();
        link.post({ kind: "pong", n: message.n });
      } else if (message?.kind === "token") tokens.answered(message.id, message.token);
      else if (message !== undefined) tellContext(message);
    },
    refused,
  };
}

type ContextMessage = Extract<HostMessage, { readonly seq: number }>;

function understood(data: unknown, refuse: (code: ErrorCode) => void): HostMessage | undefined {
  try {
    return parseHostMessage(data);
  } catch (error) {
    refuse(CpisError.is(error) ? error.code : "CPIS_INTERNAL");
    return undefined;
  }
}
