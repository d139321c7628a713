import { bridgeVersion, type BridgeHello } from "../src/contract/host-bridge.js";
import { readConnect } from "../src/contract/parse-host-bridge.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import { createHostSession, type HostLink, type SessionOptions } from "./message-port-session.js";

/** What a desktop shell puts into its pages: WebView2 by itself, CEF where the shell's own script does. */
export interface WebviewBridge {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** How a hosted page in a desktop shell is set up. */
export interface WebviewOptions extends SessionOptions {
  /** Default: `window.chrome.webview`. */
  readonly bridge?: WebviewBridge | undefined;
}

const repeatOfferMs = 300;

/**
 * The channel of a page in a desktop shell, over `chrome.webview`: the same messages as through a port.
 *
 * There is no origin to check: only the shell that shows the page can define the bridge. A page inside a frame never
 * uses it, because a web page around it could. The shell answers the offer with its nonce before anything else counts.
 */
export function createWebviewAdapter({ bridge = shellBridge(), ...options }: WebviewOptions): HostChannel {
  return createHostSession("webview", createWebviewLink(bridge), options);
}

function shellBridge(): WebviewBridge | undefined {
  const { chrome } = globalThis as { readonly chrome?: { readonly webview?: WebviewBridge } };
  return parent === window ? chrome?.webview : undefined;
}

function createWebviewLink(bridge: WebviewBridge | undefined): HostLink {
  let isConnected = false;
  let stop: () => void = () => undefined;
  return {
    begin(listener) {
      stop();
      if (bridge === undefined) {
        listener.refused("CPIS_HOST_NOT_CONFIGURED");
        return;
      }
      isConnected = false;
      const nonce = crypto.getRandomValues(new Uint32Array(4)).join("-");
      const hello: BridgeHello = { type: "cpis:hello", v: bridgeVersion, nonce };
      const isSame = (answer: ReturnType<typeof readConnect>): boolean =>
        typeof answer === "object" && answer.nonce === nonce;
      const received = ({ data }: { readonly data: unknown }): void => {
        const answer = readConnect(data);
        // A shell that answers every repetition of the offer says the same twice.
        if (isConnected && !isSame(answer)) {
          listener.received(data);
          return;
        }
        if (answer === "other-version") listener.refused("CPIS_HOST_VERSION_UNSUPPORTED");
        if (isConnected || !isSame(answer)) return;
        clearInterval(timer);
        isConnected = true;
        listener.connected();
      };
      const say = (): void => {
        bridge.postMessage(hello);
      };
      const timer = setInterval(say, repeatOfferMs);
      bridge.addEventListener("message", received);
      say();
      stop = () => {
        clearInterval(timer);
        bridge.removeEventListener("message", received);
      };
    },
    post(message) {
      if (isConnected) bridge?.postMessage(message);
      return isConnected;
    },
    end() {
      isConnected = false;
      stop();
    },
  };
}
