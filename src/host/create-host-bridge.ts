import type { FrameMessage, HostMessage } from "../contract/host-bridge.js";
import { parseFrameMessage } from "../contract/parse-host-bridge.js";
import type { EncounterRef, PatientRef } from "../domain/patient-context.js";
import { createFrameBox, type FrameBox, type FrameBoxOptions } from "./frame-box.js";
import { createFramePort } from "./frame-port.js";
import {
  createHostEvents,
  type HostBridgeEvents,
  type HostEvents,
  type HostListener,
} from "./host-events.js";
import { createLiveness, type Liveness } from "./liveness.js";
import { createUse, type Use } from "./use.js";

/** What a host gives the bridge. */
export interface HostBridgeOptions extends FrameBoxOptions {
  /** Base address of the gateway, for example `https://cpis.trust.example`; also the only origin that is believed. */
  readonly gatewayUrl: string;
  /** A location of the gateway's configuration: it decides the access mode, nothing on the page does. */
  readonly locationId: string;
  /** Gives the token that says who the user is. Asked for with every request; it goes through the port, never into an address. */
  readonly getToken: (hint: { readonly rejected: boolean }) => Promise<string>;
  /** How long the hosted page may take to answer, at first and later, before the host's own text stands there; default 10 s. */
  readonly silenceMs?: number;
}

/** The patient that the host has open. Everything but what it knows may be left out. */
export type BridgedPatient = Partial<PatientRef> & { readonly encounterId?: string };

/** The host's half of a banner in an iframe. */
export interface HostBridge {
  /** Says who is open; whatever was shown before is gone once the frame has heard it. */
  open(patient: BridgedPatient): void;
  /** Nobody is open. */
  close(): void;
  /** The user left: nobody is open, and no token is given until the next `open`. */
  logout(): void;
  on<K extends keyof HostBridgeEvents>(name: K, listener: HostListener<K>): () => void;
  /** Takes the frame away and ends everything. */
  stop(): void;
}

type Opened = Pick<Extract<HostMessage, { kind: "context-open" }>, "patient" | "encounter">;

/**
 * Puts the gateway's banner page into an iframe and tells it who is open.
 *
 * The host's own text stands in its place whenever the frame never answers, falls silent or is taken away (H-05): what
 * cannot be seen must not look like *nothing known*. Nothing of an answer reaches the host's page, only its state.
 */
export function createHostBridge(options: HostBridgeOptions): HostBridge {
  const { gatewayUrl, locationId, getToken, silenceMs = 10_000 } = options;
  const events = createHostEvents();
  const box = createFrameBox(frameAddress(gatewayUrl, locationId), options);
  const post = (message: HostMessage): void => port.post(message);
  const state = createHostState(post, getToken);
  const use = createUse();
  const liveness = createLiveness(silenceMs, {
    ping: (n) => post({ kind: "ping", n, ...use.sinceLast() }),
    changed(isAlive) {
      box.showFallback(!isAlive);
      events.emit("availability-changed", { available: isAlive });
    },
  });
  const port = createFramePort(box.frame, new URL(gatewayUrl).origin, {
    connected: state.connected,
    received: createFrameListener({ state, liveness, box, events, use }),
    unsupported: () => events.emit("refused", { code: "CPIS_HOST_VERSION_UNSUPPORTED" }),
  });
  liveness.start();
  return {
    open: (patient) => state.say(openedFrom(patient)),
    close: () => state.say(null),
    logout: () => state.say("logged-out"),
    on: events.on,
    stop() {
      liveness.stop();
      use.stop();
      port.end();
      box.remove();
    },
  };
}

interface HostState {
  /** Who is open from now on; the frame is told at once. */
  say(now: Opened | null | "logged-out"): void;
  tellContext(): void;
  answerToken(id: number, rejected: boolean): Promise<void>;
  /** A page that connects has heard nothing yet. */
  readonly connected: () => void;
  /** The number of what was said last. */
  seq(): number;
}

function createHostState(
  post: (message: HostMessage) => void,
  getToken: HostBridgeOptions["getToken"],
): HostState {
  let opened: Opened | null | "logged-out" = null;
  let seq = 0;
  let users = 0;
  const tellContext = (): void => {
    seq += 1;
    if (opened === "logged-out") post({ kind: "user-logout", seq });
    else if (opened === null) post({ kind: "context-close", seq });
    else post({ kind: "context-open", seq, ...opened });
  };
  return {
    say(now) {
      if (now === "logged-out") users += 1;
      opened = now;
      tellContext();
    },
    tellContext,
    async answerToken(id, rejected) {
      const asked = users;
      // A host's function that throws is one that gives none.
      const given = async (): Promise<string> => getToken({ rejected });
      const token = opened === "logged-out" ? undefined : await given().catch(() => undefined);
      // A token of the user before must not speak for whoever sits there now.
      const isGiven = typeof token === "string" && token !== "" && asked === users;
      post({ kind: "token", id, ...(isGiven ? { token } : {}) });
    },
    connected() {
      seq = 0;
    },
    seq: () => seq,
  };
}

interface FrameListenerParts {
  readonly state: HostState;
  readonly liveness: Liveness;
  readonly box: FrameBox;
  readonly events: HostEvents;
  readonly use: Use;
}

/** What the frame's messages do in the host's page. */
function createFrameListener({
  state,
  liveness,
  box,
  events,
  use,
}: FrameListenerParts): (data: unknown) => void {
  const heard = (message: FrameMessage): void => {
    liveness.heard();
    if (message.kind === "ready") {
      liveness.pingEvery(message.pingEveryMs);
      use.tell(message.hearsUse === true);
      state.tellContext();
    } else if (message.kind === "context-request") state.tellContext();
    else if (message.kind === "token-request") void state.answerToken(message.id, message.rejected);
    else if (message.kind === "resize") box.resize(message.blockSizePx);
    else events.report(message, state.seq());
    if (message.kind === "visibility") box.showUnseen(!message.visible);
  };
  return (data) => {
    try {
      heard(parseFrameMessage(data));
    } catch {
      // The gateway's own page sends nothing else; whatever this is, it is not believed.
    }
  };
}

function openedFrom({ encounterId, localIds = [], ...patient }: BridgedPatient): Opened {
  const encounter: { encounter?: EncounterRef } = encounterId ? { encounter: { id: encounterId } } : {};
  return { patient: { ...patient, localIds }, ...encounter };
}

// No patient in it: an address reaches logs and histories.
function frameAddress(gatewayUrl: string, locationId: string): string {
  const address = new URL(`${gatewayUrl.replace(/\/+$/, "")}/embed/banner`);
  address.searchParams.set("location", locationId);
  address.searchParams.set("host", location.origin);
  return address.href;
}
