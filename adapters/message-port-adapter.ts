import { bridgeVersion, type BridgeHello, type FrameMessage } from "../src/contract/host-bridge.js";
import { readConnect } from "../src/contract/parse-host-bridge.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import {
  createHostSession,
  type HostLink,
  type LinkListener,
  type SessionOptions,
} from "./message-port-session.js";

/** How a hosted page reaches the page around it. */
export interface MessagePortOptions extends SessionOptions {
  /** The one origin that may be talked to: pinned by the gateway when it served this page. */
  readonly hostOrigin: string;
}

/** An offer that nobody answered is repeated: the host's script may have been slower than this page. */
const repeatOfferMs = 300;

/**
 * The channel of a page in an iframe to the page around it.
 *
 * The offer goes to the pinned origin only. The answer counts only from the parent window, from that origin, with this
 * page's own nonce and exactly one port; from then on only the port is listened to, which no sibling frame can reach.
 */
export function createMessagePortAdapter({ hostOrigin, ...options }: MessagePortOptions): HostChannel {
  return createHostSession("message-port", createPortLink(hostOrigin), options);
}

function createPortLink(hostOrigin: string): HostLink {
  let port: MessagePort | undefined;
  let stopOffering: (() => void) | undefined;
  const drop = (): void => {
    stopOffering?.();
    stopOffering = undefined;
    port?.close();
    port = undefined;
  };
  return {
    begin(listener) {
      drop();
      stopOffering = offer(hostOrigin, listener, (given) => {
        stopOffering = undefined;
        port = given;
        port.onmessage = ({ data }) => {
          listener.received(data);
        };
        listener.connected();
      });
    },
    post(message: FrameMessage) {
      port?.postMessage(message);
      return port !== undefined;
    },
    end: drop,
  };
}

function offer(hostOrigin: string, listener: LinkListener, taken: (port: MessagePort) => void): () => void {
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const hello: BridgeHello = { type: "cpis:hello", v: bridgeVersion, nonce };
  const say = (): void => {
    parent.postMessage(hello, hostOrigin);
  };
  const answered = ({ source, origin, data, ports }: MessageEvent<unknown>): void => {
    if (source !== parent || origin !== hostOrigin) return;
    const answer = readConnect(data);
    if (answer === "other-version") listener.refused("CPIS_HOST_VERSION_UNSUPPORTED");
    const [port, ...others] = ports;
    if (typeof answer !== "object" || answer.nonce !== nonce || port === undefined || others.length > 0)
      return;
    stop();
    taken(port);
  };
  const timer = setInterval(say, repeatOfferMs);
  const stop = (): void => {
    clearInterval(timer);
    removeEventListener("message", answered);
  };
  addEventListener("message", answered);
  say();
  return stop;
}
