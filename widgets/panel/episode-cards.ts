import type { PanelEpisode, PanelOpening } from "../../src/domain/panel-view.js";
import type { Shift } from "../../src/domain/episode.js";
import { londonTime, type Instant } from "../../src/domain/instant.js";
import { addDays } from "../../src/domain/local-date.js";
import { formatDate } from "../format.js";

/** What is drawn together: one child's day or night, every organisation of it. */
export interface EpisodeCardView {
  readonly id: string;
  readonly shift: Shift;
  /** Newest first. */
  readonly episodes: readonly PanelEpisode[];
  readonly lastAt: Instant;
}

/** Groups one child's episodes into cards, newest first. */
export function cardsOf(episodes: readonly PanelEpisode[]): readonly EpisodeCardView[] {
  const cards = new Map<string, PanelEpisode[]>();
  for (const episode of episodes) {
    const id = `${episode.shift.date}|${episode.shift.kind}`;
    cards.set(id, [...(cards.get(id) ?? []), episode]);
  }
  return [...cards]
    .flatMap(([id, own]) => {
      const newest = [...own].sort(newestFirst);
      return newest[0] ? [{ id, shift: newest[0].shift, episodes: newest, lastAt: newest[0].lastAt }] : [];
    })
    .sort(newestFirst);
}

const newestFirst = (one: { readonly lastAt: Instant }, other: { readonly lastAt: Instant }): number =>
  Date.parse(other.lastAt) - Date.parse(one.lastAt);

/** Every opening of a card, oldest first. */
export const openingsOf = ({ episodes }: EpisodeCardView): readonly PanelOpening[] =>
  episodes
    .flatMap(({ openings }) => openings)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));

/** The episodes nobody has taken: while there is one, the whole card is nobody's (H-17). */
export const unowned = ({ episodes }: EpisodeCardView): readonly PanelEpisode[] =>
  episodes.filter(({ handling }) => handling.kind === "nobody");

/** `Opened today, 14:32`, `Opened 3 times, night of 16 to 17-Aug-2026`. */
export function cardHeading(card: EpisodeCardView, nowEpochMs: number): string {
  const { kind, date } = card.shift;
  const openings = openingsOf(card);
  const [only] = openings;
  if (openings.length === 1 && only) {
    const at = londonTime(Date.parse(only.at));
    const today = at.date === londonTime(nowEpochMs).date;
    return `Opened ${today ? "today" : formatDate(at.date)}, ${at.time}`;
  }
  const times = `Opened ${String(openings.length)} times`;
  if (kind === "night") return `${times}, night of ${nightOf(date)}`;
  return `${times}, ${date === londonTime(nowEpochMs).date ? "today" : formatDate(date)}`;
}

// `16 to 17-Aug-2026`; with both months where the night crosses into the next.
function nightOf(date: string): string {
  const next = addDays(date, 1);
  const from = formatDate(date);
  return `${date.slice(0, 7) === next.slice(0, 7) ? from.slice(0, 2) : from} to ${formatDate(next)}`;
}
