import type { CaseView } from "../../contract/council-case.js";
import type { CouncilDirectory, CouncilEvent } from "../../contract/council.js";
import type { Environment } from "../../domain/environment.js";
import type { LocalDate } from "../../domain/instant.js";
import { idlePanelView, type PanelState, type PanelView } from "../../domain/panel-view.js";
import { createGatewayConnection, type TokenSource } from "../gateway-connection.js";
import { createCouncilClient, type CouncilClient } from "./council-client.js";
import { passChoices, type CouncilNames, type HostDirectory, type PassChoice } from "./council-names.js";
import { refusalWords } from "./council-words.js";
import { defaultCouncilTimings, keepLive, type CouncilTimings } from "./keep-live.js";
import { listenForPresses, actOnNotice } from "./presses.js";
import { plansOf, toPanelCase } from "./to-panel-case.js";

/** The panel as the plugin sees it. */
export type PanelElement = HTMLElement & {
  view: PanelView;
  localId: string | null;
  passTargets: readonly PassChoice[];
};

/** What a council's host gives the plugin. */
export interface CouncilPanelOptions {
  /** Base address of the council's gateway. */
  readonly gatewayUrl: string;
  readonly getToken: TokenSource;
  readonly element: PanelElement;
  /** The case that is open at the start. */
  readonly localId?: string;
  /** Every form in which the gateway may name the user, so that the panel can say *You*. */
  readonly userNames?: readonly string[];
  readonly directory?: HostDirectory;
  /** The last day on which somebody rang both of the council's numbers to see that they are right. */
  readonly telephonesTestedOn?: LocalDate;
  /** Hears every reading, so that the host's own page shows the same case as the panel. */
  readonly onRead?: (view: CaseView) => void;
  readonly timings?: Partial<CouncilTimings>;
}

/** The panel on one page. */
export interface CouncilPanel {
  start(): void;
  /** Opens another case, or none; what belonged to the last one is gone before this returns (H-01). */
  open(localId: string | null): void;
  stop(): void;
}

/**
 * Puts the panel together: gateway client, event stream and element.
 *
 * Keeps nothing in storage, and writes nothing to the console.
 */
export function createCouncilPanel(options: CouncilPanelOptions): CouncilPanel {
  const { element } = options;
  const connection = createGatewayConnection(options.gatewayUrl, options.getToken);
  const client = createCouncilClient(connection);
  const timings = { ...defaultCouncilTimings, ...options.timings };
  let localId = options.localId ?? null;
  let run: AbortController | undefined;

  const follow = (): void => {
    run?.abort();
    run = new AbortController();
    // The key first: it alone takes away whatever belongs to another child.
    element.localId = localId;
    element.view = localId === null ? idlePanelView : { key: localId, state: { kind: "loading" } };
    if (localId !== null) followCase(localId, { ...options, connection, client, timings }, run.signal);
  };
  return {
    start: follow,
    open: (next) => {
      localId = next;
      follow();
    },
    stop: () => {
      run?.abort();
      run = undefined;
      element.localId = null;
      element.view = idlePanelView;
    },
  };
}

interface Following extends CouncilPanelOptions {
  readonly connection: ReturnType<typeof createGatewayConnection>;
  readonly client: CouncilClient;
  readonly timings: CouncilTimings;
}

function followCase(localId: string, parts: Following, signal: AbortSignal): void {
  const { element, client, connection, timings } = parts;
  let held: CaseView | undefined;
  let environment: Environment | undefined;
  let council: CouncilDirectory | undefined;
  const show = (state: PanelState, more: Partial<PanelView> = {}): void => {
    if (!signal.aborted) element.view = { key: localId, state, ...more };
  };
  const readNow = keepLive(
    {
      connection,
      timings,
      concerns: (event) => concernsCase(event, localId),
      read: async (reading) => {
        held = await client.readCase(localId, reading);
        environment ??= (await client.health(reading)).environment;
        council ??= await client.directory(reading);
        element.passTargets = passChoices(namesFor(parts, council));
        const serverOffsetMs = Date.parse(held.serverTime) - Date.now();
        show(shownState(held, parts, council), { environment, serverOffsetMs });
        if (!signal.aborted) parts.onRead?.(held);
      },
      unknown: (why) =>
        show(why === "unreachable" ? { kind: why, since: new Date().toISOString() } : { kind: why }),
    },
    signal,
  );
  listenForPresses(element, signal, {
    "cpis-notice-acted": (action) => actOnNotice(client, action, signal),
    "cpis-sending-requested": () => client.sendAgain(localId, signal),
    "cpis-deletion-requested": async ({ reason, plan: chosen }) => {
      // Where nobody chose, the plan that lasts is the one meant; where none does, the newest.
      const plans = held ? plansOf(held) : [];
      const plan = chosen ?? plans.find(({ status }) => status === "current") ?? plans.at(-1);
      if (plan) await client.askDeletion(localId, { kind: plan.kind, start: plan.start, reason }, signal);
    },
    "cpis-deletion-approved": ({ deletionId }) => client.approveDeletion(localId, deletionId, signal),
    done: readNow,
    refused: (error) => {
      if (held) show(shownState(held, parts, council), { ...element.view, refusal: refusalWords(error) });
    },
  });
}

function shownState(view: CaseView, parts: Following, council: CouncilDirectory | undefined): PanelState {
  return { kind: "shown", case: toPanelCase(view, namesFor(parts, council), parts.telephonesTestedOn) };
}

const namesFor = (
  { userNames = [], directory = {} }: CouncilPanelOptions,
  council: CouncilDirectory | undefined,
): CouncilNames => ({
  user: userNames,
  host: directory,
  ...(council === undefined ? {} : { council }),
});

// An upload's answer changes every child of it; which ones, the stream does not say.
function concernsCase(event: CouncilEvent, localId: string): boolean {
  switch (event.kind) {
    case "case-changed":
      return event.localId === localId;
    case "cases-changed":
      return event.localIds.includes(localId);
    case "notice-arrived":
      return event.localId === undefined || event.localId === localId;
    case "upload-changed":
      return true;
    case "health-changed":
      return false;
  }
}
