import type { TeamState, TeamView } from "../../domain/team-view.js";
import type { Environment } from "../../domain/environment.js";
import type { WorkOwner } from "../../domain/work-item.js";
import { createGatewayConnection, type TokenSource } from "../gateway-connection.js";
import { createCouncilClient, type CouncilClient } from "./council-client.js";
import { passChoices, type CouncilNames, type HostDirectory, type PassChoice } from "./council-names.js";
import { refusalWords } from "./council-words.js";
import { defaultCouncilTimings, keepLive, type CouncilTimings, type Unknown } from "./keep-live.js";
import { actOnNotice, listenForPresses } from "./presses.js";
import { toInbox, toMailbox, toWorkList } from "./to-team-state.js";

/** Which of a team's lists. */
export type TeamArea = "inbox" | "work-list" | "mailbox";

/** What a council's host gives a team view. */
export interface TeamViewOptions {
  readonly gatewayUrl: string;
  readonly getToken: TokenSource;
  readonly element: HTMLElement & { view: TeamView; passTargets: readonly PassChoice[] };
  readonly area: TeamArea;
  readonly userNames?: readonly string[];
  /** Tasks that the user's role has: a data officer's are the data officer's own. */
  readonly ownTasks?: readonly WorkOwner[];
  readonly directory?: HostDirectory;
  readonly timings?: Partial<CouncilTimings>;
}

/** Keeps a team view live until it is stopped. */
export function createTeamView(options: TeamViewOptions): { start(): void; stop(): void } {
  const { element, area } = options;
  const connection = createGatewayConnection(options.gatewayUrl, options.getToken);
  const client = createCouncilClient(connection);
  let run: AbortController | undefined;
  const stop = (): void => {
    run?.abort();
    run = undefined;
    element.view = { state: { kind: "loading" } };
  };
  const start = (): void => {
    stop();
    run = new AbortController();
    const { signal } = run;
    const show = (view: TeamView): void => {
      if (!signal.aborted) element.view = view;
    };
    const readNow = keepLive(
      {
        connection,
        timings: { ...defaultCouncilTimings, ...options.timings },
        concerns: ({ kind }) =>
          area !== "inbox" || kind === "notice-arrived" || /^cases?-changed$/.test(kind),
        read: async (reading) => show(await readArea(client, options, reading)),
        unknown: (why) => show({ state: unknownState(why) }),
      },
      signal,
    );
    listenForPresses(element, signal, {
      "cpis-notice-acted": (action) => actOnNotice(client, action, signal),
      done: readNow,
      refused: (error) => show({ ...element.view, refusal: refusalWords(error) }),
    });
  };
  return { start, stop };
}

const unknownState = (why: Unknown): TeamState =>
  why === "not-permitted" ? { kind: why } : { kind: "unreachable", since: new Date().toISOString() };

async function readArea(
  client: CouncilClient,
  { area, element, userNames = [], ownTasks = [], directory = {} }: TeamViewOptions,
  signal: AbortSignal,
): Promise<TeamView> {
  const health = await client.health(signal);
  const around: { environment: Environment; serverOffsetMs: number } = {
    environment: health.environment,
    serverOffsetMs: Date.parse(health.serverTime) - Date.now(),
  };
  if (area === "inbox") {
    const names: CouncilNames = { user: userNames, host: directory, council: await client.directory(signal) };
    element.passTargets = passChoices(names);
    return { ...around, state: toInbox(await client.inbox(signal), names) };
  }
  const uploads = await client.uploads(signal);
  if (area === "mailbox") return { ...around, state: toMailbox(health, uploads) };
  return {
    ...around,
    state: toWorkList(await client.workList(signal), uploads, { names: userNames, ownTasks }),
  };
}
