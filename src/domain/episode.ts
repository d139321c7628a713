import { londonTime, type Instant, type LocalDate } from "./instant.js";
import { addDays } from "./local-date.js";
import type { PlacedOpening, RecordOpening } from "./notification.js";

/** A working day or the night that follows it, on an English wall clock. */
export interface Shift {
  readonly kind: "day" | "night";
  /** The date of the day, or the date on which the night began. */
  readonly date: LocalDate;
}

/** When a night begins and ends, `hh:mm`. */
export interface NightHours {
  readonly from: string;
  readonly until: string;
}

/** The night a council starts from. */
const defaultNightHours: NightHours = { from: "20:00", until: "08:00" };

/**
 * Every opening of one child's record at one organisation in one day or night.
 *
 * A name for work, not a claim about a visit. A new organisation is always a new episode, so that one already dealt with never
 * swallows it (H-17).
 */
export interface Episode {
  /** Made of child, organisation and shift alone: the same whatever order the notices came in. */
  readonly id: string;
  /** A case's local id, or the first NHS number of somebody who is not on the books. */
  readonly child: string;
  readonly organisation: RecordOpening["organisation"];
  readonly shift: Shift;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** All of them, oldest first. */
  readonly openings: readonly PlacedOpening[];
}

/** What is drawn together: one child, one day or night, every episode of it. */
export interface EpisodeCard {
  readonly id: string;
  readonly child: string;
  readonly shift: Shift;
  readonly episodes: readonly Episode[];
}

/** The day or night that a moment falls into. */
export function shiftOf(epochMs: number, night: NightHours = defaultNightHours): Shift {
  const { date, time } = londonTime(epochMs);
  if (time >= night.from) return { kind: "night", date };
  return time < night.until ? { kind: "night", date: addDays(date, -1) } : { kind: "day", date };
}

/** Groups openings into episodes, newest first. Nothing is left out: every opening is in every case's episode it belongs to. */
export function groupEpisodes(
  openings: readonly PlacedOpening[],
  night: NightHours = defaultNightHours,
): readonly Episode[] {
  const groups = new Map<string, { child: string; shift: Shift; openings: PlacedOpening[] }>();
  for (const placed of openings) {
    const shift = shiftOf(Date.parse(placed.opening.at), night);
    for (const child of childrenOf(placed)) {
      const id = [child, placed.opening.organisation.odsCode, shift.date, shift.kind].join("|");
      const group = groups.get(id) ?? { child, shift, openings: [] };
      group.openings.push(placed);
      groups.set(id, group);
    }
  }
  return [...groups].map(([id, group]) => toEpisode(id, group)).sort(newestFirst);
}

/** Groups episodes into cards: one for each child and shift, in the order of their newest episode. */
export function groupCards(episodes: readonly Episode[]): readonly EpisodeCard[] {
  const cards = new Map<string, Episode[]>();
  for (const episode of episodes) {
    const id = [episode.child, episode.shift.date, episode.shift.kind].join("|");
    cards.set(id, [...(cards.get(id) ?? []), episode]);
  }
  return [...cards].flatMap(([id, own]) => {
    const [first] = own;
    return first === undefined ? [] : [{ id, child: first.child, shift: first.shift, episodes: own }];
  });
}

// Somebody not on the books is kept apart by number, and a notice that names nobody by its query: two unknown children must not
// share a card.
function childrenOf({ caseIds, opening }: PlacedOpening): readonly string[] {
  if (caseIds.length > 0) return caseIds;
  return [`unknown:${opening.nhsNumbers[0] ?? opening.localIds[0] ?? opening.queryId}`];
}

function toEpisode(
  id: string,
  group: { readonly child: string; readonly shift: Shift; readonly openings: readonly PlacedOpening[] },
): Episode {
  const openings = [...group.openings].sort((one, other) => momentOf(one) - momentOf(other));
  const first = openings[0]?.opening;
  const last = openings.at(-1)?.opening;
  return {
    id,
    child: group.child,
    organisation: first?.organisation ?? { odsCode: "", name: "" },
    shift: group.shift,
    firstAt: first?.at ?? "",
    lastAt: last?.at ?? "",
    openings,
  };
}

function momentOf({ opening }: PlacedOpening): number {
  return Date.parse(opening.at);
}

function newestFirst(one: Episode, other: Episode): number {
  return Date.parse(other.lastAt) - Date.parse(one.lastAt) || (one.id < other.id ? -1 : 1);
}
