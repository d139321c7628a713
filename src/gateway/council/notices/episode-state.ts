import type { EpisodeView } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import type { RoutedHop, RoutingHop } from "../../../domain/notice-routing.js";
import type { EpisodeEvent } from "../../../ports/notice-store.js";

/** What was done about an episode, added up. */
export interface EpisodeState extends Pick<
  EpisodeView,
  "state" | "takenBy" | "takenAt" | "finishedBy" | "finishedAt" | "hops" | "notes"
> {
  readonly takenById?: string;
  /** The hops since it was last nobody's: escalation counts from the first of them. */
  readonly openHops: readonly RoutedHop[];
  /** How many events there were. */
  readonly events: number;
}

/**
 * Adds up an episode's events.
 *
 * A new opening after it was taken or finished makes it new again, and so does passing it on: whoever gets it has to take it.
 */
export function foldEpisode(events: readonly EpisodeEvent[]): EpisodeState {
  let state: EpisodeState = { state: "new", hops: [], notes: [], openHops: [], events: 0 };
  for (const event of events) state = { ...apply(state, event), events: state.events + 1 };
  return state;
}

function apply(state: EpisodeState, event: EpisodeEvent): EpisodeState {
  const at = toInstant(event.at);
  switch (event.kind) {
    case "routed": {
      const hop: RoutingHop = { to: event.to, at, why: event.why };
      const open: RoutedHop = event.away === true ? { ...hop, away: true } : hop;
      const hops = [...state.hops, hop];
      const reopens = event.why === "passed-on" || state.state !== "new";
      if (!reopens) return { ...state, hops, openHops: [...state.openHops, open] };
      return { state: "new", hops, notes: state.notes, openHops: [open], events: state.events };
    }
    case "taken":
      return { ...state, state: "taken", takenBy: event.by, takenById: event.byId, takenAt: at };
    case "noted":
      return { ...state, notes: [...state.notes, { at, by: event.by, text: event.text }] };
    case "finished":
      return { ...state, state: "finished", finishedBy: event.by, finishedAt: at };
  }
}
