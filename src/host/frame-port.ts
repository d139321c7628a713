import { bridgeVersion, type BridgeConnect, type HostMessage } from "../contract/host-bridge.js";
import { readHello } from "../contract/parse-host-bridge.js";

/** What the host's side of the channel hears. */
export interface FramePortListener {
  readonly connected: () => void;
  readonly received: (data: unknown) => void;
  readonly unsupported: () => void;
}

/** The host's end of the channel to one iframe. */
export interface FramePort {
  /** Does nothing while nobody is connected: who connects is told everything anew. */
  post(message: HostMessage): void;
  end(): void;
}

/**
 * Answers the offers of one iframe, each once, with a port of its own.
 *
 * An offer counts only from that frame's window and from the gateway's origin. A frame that loads anew offers anew: the
 * port before it is closed, so that nothing said to the old page reaches the new one.
 */
export function createFramePort(
  frame: HTMLIFrameElement,
  origin: string,
  listener: FramePortListener,
): FramePort {
  let port: MessagePort | undefined;
  let answered: string | undefined;
  const offered = ({ source, origin: from, data }: MessageEvent<unknown>): void => {
    if (source === null || source !== frame.contentWindow || from !== origin) return;
    const hello = readHello(data);
    if (hello === "other-version") listener.unsupported();
    if (typeof hello !== "object" || hello.nonce === answered) return;
    answered = hello.nonce;
    port?.close();
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port1.onmessage = ({ data: message }) => {
      listener.received(message);
    };
    listener.connected();
    const connect: BridgeConnect = { type: "cpis:connect", v: bridgeVersion, nonce: hello.nonce };
    frame.contentWindow.postMessage(connect, origin, [port2]);
  };
  addEventListener("message", offered);
  return {
    post: (message) => port?.postMessage(message),
    end() {
      removeEventListener("message", offered);
      port?.close();
      port = undefined;
    },
  };
}
