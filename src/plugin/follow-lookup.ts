import type { LookupRequest, LookupView } from "../contract/lookup.js";
import { parseLookupView } from "../contract/parse-lookup-view.js";
import { isFinal } from "../domain/lookup-state.js";
import { CpisError } from "../errors/cpis-error.js";
import type { LookupUpdate } from "../ports/lookup-client.js";
import { createContact } from "./contact.js";
import type { GatewayConnection, GatewayRequest } from "./gateway-connection.js";
import type { LookupTimings } from "./lookup-timings.js";
import type { PageActivity } from "./page-activity.js";
import { createBell, pause, within, type Bell } from "./pause.js";
import { readStateStream } from "./state-stream.js";
import type { StreamPlaces } from "./stream-places.js";

/** What following a lookup works with. */
export interface FollowParts {
  readonly connection: GatewayConnection;
  readonly timings: LookupTimings;
  readonly page: PageActivity;
  readonly places: StreamPlaces;
  /** From 0 to 1. */
  readonly random: () => number;
}

const lookups = "/api/v1/lookups";

/** What one lookup's requests and its stream share. */
interface Following {
  readonly lookupId: string;
  readonly bell: Bell;
  version: number;
  isStreaming: boolean;
}

/**
 * Asks once and reads what becomes of it until it can change no more, a late answer included.
 *
 * A question whose answer got lost is put again with the same id, which asks nothing twice; afterwards the lookup is
 * only read. Polling is the floor that always works; the stream makes it faster where it gets through.
 */
export async function followLookup(
  request: LookupRequest,
  parts: FollowParts,
  emit: (update: LookupUpdate) => void,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = parts;
  const { lookupId } = request;
  const insist = createContact(parts, signal, () => {
    emit({ kind: "unreachable" });
  });
  const read = async (
    what: Omit<GatewayRequest, "signal">,
    passes: (error: unknown) => boolean,
  ): Promise<LookupView> => {
    const body = await insist(() => connection.json({ ...what, signal }), passes);
    const view = parseLookupView(body, lookupId);
    emit({ kind: "view", view });
    return view;
  };

  let view = await read({ path: lookups, body: request }, untilRefused());
  if (isSettled(view)) return;
  const startedAt = performance.now();
  const following: Following = { lookupId, bell: createBell(), version: view.version, isStreaming: false };
  const activity = parts.page.changes.subscribe(following.bell.ring);
  const reading = within(signal);
  void keepStream(following, parts, reading.signal);
  try {
    while (!isSettled(view)) {
      // The gateway ends its stream here, and what may still come is rare: others need the connection more.
      if (isFinal(view.state)) reading.end();
      await following.bell.wait(untilNextReading(view, following, parts, startedAt), signal);
      if (signal.aborted) return;
      view = await read({ path: `${lookups}/${lookupId}` }, isPassing);
      following.version = view.version;
    }
  } finally {
    activity.unsubscribe();
    reading.end();
  }
}

function isSettled({ state, mayStillChange }: LookupView): boolean {
  return isFinal(state) && mayStillChange !== true;
}

function untilNextReading(
  { state }: LookupView,
  { isStreaming }: Following,
  { page, timings }: FollowParts,
  startedAt: number,
): number {
  const isExpectedSoon = performance.now() - startedAt <= timings.slowAfterMs;
  if (isFinal(state)) return isExpectedSoon ? timings.slowPollMs : timings.latePollMs;
  return isExpectedSoon && !isStreaming && !page.isHidden() ? timings.pollMs : timings.slowPollMs;
}

// Holds a stream while the page can be seen and the browser has a connection to spare.
async function keepStream(following: Following, parts: FollowParts, outer: AbortSignal): Promise<void> {
  const { page, timings, places } = parts;
  while (!outer.aborted) {
    const release = page.isHidden() ? undefined : await places();
    if (release === undefined) {
      await pause(timings.slowPollMs, outer);
      continue;
    }
    const { signal, end } = within(outer);
    const activity = page.changes.subscribe(() => {
      if (page.isHidden()) end();
    });
    const ended = await readStateStream(
      parts.connection,
      following.lookupId,
      timings,
      signal,
      ({ version }) => {
        following.isStreaming = true;
        if (version > following.version) following.bell.ring();
      },
    );
    activity.unsubscribe();
    release();
    if (following.isStreaming) following.bell.ring();
    following.isStreaming = false;
    // Behind a proxy that buffers, a stream only takes up a connection.
    if (ended === "held-up") return;
    await pause(timings.pollMs, outer);
  }
}

/**
 * Whether the question is put once more. A refusal ends it only while no earlier try can have arrived: afterwards "not
 * checked" might be false, because the register may have been asked.
 */
function untilRefused(): (error: unknown) => boolean {
  let mayHaveArrived = false;
  return (error) => {
    if (CpisError.is(error, "CPIS_GATEWAY_UNREACHABLE")) mayHaveArrived = true;
    return mayHaveArrived && (isPassing(error) || isRefusal(error));
  };
}

function isRefusal(error: unknown): boolean {
  return CpisError.is(error, "CPIS_ROLE_NOT_PERMITTED") || CpisError.is(error, "CPIS_LOCATION_UNKNOWN");
}

// Once the gateway has the question, nothing but its refusal ends the reading: a token is renewed, a ceiling passes.
function isPassing(error: unknown): boolean {
  const passing = ["unavailable", "internal"];
  const refusals = ["CPIS_TOKEN_MISSING", "CPIS_TOKEN_REJECTED", "CPIS_TOO_MANY_REQUESTS"];
  return CpisError.is(error) && (passing.includes(error.category) || refusals.includes(error.code));
}
