/**
 * Host pages that speak the bridge's protocol by hand, each wrong in one way, and one that is right. They run in the
 * browser, so each is the text of a script.
 */
import type { FaultyHostPage } from "./faulty-host-page.js";

/** What can be wrong with a host, by name. */
export type HostFault =
  /** Answers the offer, then says nothing any more. */
  | "silent"
  /** Answers the offer in a version that does not exist. */
  | "other-version"
  /** Answers with a nonce that it made up. */
  | "wrong-nonce"
  /** Answers with two ports. */
  | "two-ports";

/** A page with one frame; `window.port` is its end once connected. With `fault` it answers wrongly. */
export function faultyHostPage(frameAddress: string, fault?: HostFault): string {
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Chart</title>
<iframe id="frame" src="${frameAddress}" width="1000" height="300"></iframe>
<script>(${answer.toString()})(${JSON.stringify(fault ?? "none")}, ${JSON.stringify(new URL(frameAddress).origin)})</script></html>`;
}

// Runs in the page.
function answer(fault: string, origin: string): void {
  const page = window as unknown as FaultyHostPage;
  page.heard = [];
  page.seq = 0;
  addEventListener(
    "message",
    ({ origin: from, source, data }: MessageEvent<{ type?: string; nonce?: string }>) => {
      if (from !== origin || data.type !== "cpis:hello" || page.port !== undefined) return;
      const channel = new MessageChannel();
      const other = new MessageChannel();
      if (fault === "none" || fault === "silent") {
        page.port = channel.port1;
        channel.port1.onmessage = ({ data: message }: MessageEvent<{ kind: string }>) => {
          page.heard.push(message);
        };
        if (fault === "none") setInterval(() => page.port?.postMessage({ kind: "ping", n: 1 }), 300);
      }
      const reply = {
        type: "cpis:connect",
        v: fault === "other-version" ? 99 : 1,
        nonce: fault === "wrong-nonce" ? "made-up" : data.nonce,
      };
      const ports = fault === "two-ports" ? [channel.port2, other.port2] : [channel.port2];
      (source as Window).postMessage(reply, origin, ports);
    },
  );
}
