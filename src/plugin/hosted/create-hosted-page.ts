import { toInstant } from "../../domain/instant.js";
import type { LookupStateKind } from "../../domain/lookup-state.js";
import type { ContextEvent } from "../../domain/patient-context.js";
import type { ErrorCode } from "../../errors/codes.js";
import type { HostChannel } from "../../ports/host-channel.js";
import type { BannerElement } from "../bind-element.js";
import type { CpisPlugin, CpisPluginOptions } from "../create-plugin.js";
import { createFrameSignIn, type HostedTokenSource } from "./frame-sign-in.js";
import { watchGateway } from "./watch-gateway.js";
import { faultWords, gatewayLostWords } from "./wording-hosted.js";

/** What the page is made of. */
export interface HostedPageParts {
  readonly element: BannerElement;
  /** Where the page says what the banner cannot know: that its host or its gateway is gone. */
  readonly note: HTMLElement;
  /** Where a page without a patient banner around it says whose answer it is; absent in a host's own page. */
  readonly strip: HTMLElement | null;
  readonly channel: HostChannel;
  readonly locationId: string;
  /** Where somebody may sign in, and the origin at which; absent where nobody may. */
  readonly signIn?: { readonly place: HTMLElement | null; readonly at: string | undefined };
  readonly createPlugin: (options: CpisPluginOptions) => CpisPlugin;
}

/**
 * Runs a banner page that the gateway itself serves: the plugin as on any page, its context and token from the host's
 * channel, its events back through it.
 *
 * The host is told states only. Losing the gateway is said within two seconds, whatever is on screen.
 */
export function startHostedPage(parts: HostedPageParts): void {
  const { element, note, strip, channel, locationId, createPlugin } = parts;
  const gatewayUrl = location.origin;
  const words = createNote(note);
  reportEvents(element, channel);
  channel.faults.subscribe((code) => {
    words.fault(code);
  });
  channel.events.subscribe((event) => {
    if (event.kind !== "lost") words.fault(undefined);
    if (strip !== null) showPatient(strip, event);
  });
  watchGateway(gatewayUrl, (reachable) => {
    words.gateway(reachable);
    channel.tell({ kind: "gateway", reachable });
  });
  watchHeight(channel);
  const plugin = createPlugin({
    gatewayUrl,
    locationId,
    element,
    adapter: channel,
    getToken: (hint) => getToken(hint),
  });
  const getToken = tokenSource(parts, () => {
    plugin.stop();
    plugin.start();
  });
  plugin.start();
}

// Signing in returns to one address: a page that was reached by another could not be handed anything.
function tokenSource({ channel, locationId, signIn }: HostedPageParts, begin: () => void): HostedTokenSource {
  const place = signIn?.at === location.origin ? signIn.place : null;
  if (place === null) return (hint) => channel.getToken(hint);
  return createFrameSignIn({ place, channel, locationId, begin });
}

// First away, then anew: no name may stand beside another one's answer, not even for a moment (H-01).
function showPatient(strip: HTMLElement, event: ContextEvent): void {
  strip.hidden = true;
  strip.textContent = "";
  if (event.kind !== "open" && event.kind !== "update") return;
  const { familyName, givenName, birthDate, nhsNumber } = event.patient;
  const name = [familyName?.toLocaleUpperCase("en-GB"), givenName].filter(Boolean).join(", ");
  const born = birthDate === undefined ? "" : `born ${birthDate}`;
  const number = nhsNumber === undefined ? "NHS number not given" : `NHS number ${nhsNumber}`;
  strip.textContent = [name, born, number].filter(Boolean).join(" \u00b7 ");
  strip.hidden = false;
}

interface Note {
  fault(code: ErrorCode | undefined): void;
  gateway(reachable: boolean): void;
}

function createNote(note: HTMLElement): Note {
  let fault = "";
  let gateway = "";
  const draw = (): void => {
    const text = [gateway, fault].filter(Boolean).join(" ");
    if (note.textContent !== text) note.textContent = text;
    note.hidden = text === "";
  };
  return {
    fault(code) {
      fault = code === undefined ? "" : `${faultWords(code)} (${code})`;
      draw();
    },
    gateway(reachable) {
      gateway = reachable ? "" : gatewayLostWords(toInstant(Date.now()));
      draw();
    },
  };
}

function reportEvents(element: BannerElement, channel: HostChannel): void {
  const on = (name: string, report: (detail: Readonly<Record<string, unknown>>) => void): void => {
    element.addEventListener(name, (event) => {
      const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
      report(typeof detail === "object" && detail !== null ? { ...detail } : {});
    });
  };
  const seq = (): number => channel.contextSeq();
  // What the element itself dispatches; its kinds are the closed set.
  const state = ({ kind }: Readonly<Record<string, unknown>>): LookupStateKind => kind as LookupStateKind;
  on("cpis-lookup-changed", (detail) =>
    channel.tell({ kind: "lookup-changed", seq: seq(), state: state(detail) }),
  );
  on("cpis-displayed", (detail) => channel.tell({ kind: "displayed", seq: seq(), state: state(detail) }));
  on("cpis-details-opened", () => channel.tell({ kind: "details-opened", seq: seq() }));
  on("cpis-alert-acknowledged", () => channel.tell({ kind: "acknowledged", seq: seq() }));
  on("cpis-visibility-changed", ({ visible, ratio }) => {
    const percent = typeof ratio === "number" ? Math.round(ratio * 100) : 0;
    channel.tell({ kind: "visibility", visible: visible === true, percent });
  });
}

function watchHeight(channel: HostChannel): void {
  const observer = new ResizeObserver(() => {
    channel.tell({ kind: "resize", blockSizePx: Math.ceil(document.body.getBoundingClientRect().height) });
  });
  observer.observe(document.body);
}
