// The page that the gateway puts into a host's iframe, from the sources and without the hashes of its scripts.
import "../../widgets/define.js";
import { createMessagePortAdapter } from "../../adapters/message-port-adapter.js";
import { createCpisPlugin } from "../../src/plugin/create-plugin.js";
import { startHostedPage } from "../../src/plugin/hosted/create-hosted-page.js";
import type { BannerElement } from "../../src/plugin/bind-element.js";

/** Starts it for one host. */
export function start(hostOrigin: string, locationId: string, silenceMs = 15_000): void {
  const element = document.querySelector<BannerElement>("cpis-alert-banner");
  const note = document.getElementById("cpis-note");
  if (element === null || note === null) throw new Error("not the hosted page");
  const channel = createMessagePortAdapter({ hostOrigin, silenceMs });
  startHostedPage({ element, note, strip: null, channel, locationId, createPlugin: createCpisPlugin });
}
