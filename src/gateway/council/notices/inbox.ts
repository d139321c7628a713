import type { EpisodeView } from "../../../contract/council.js";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import { groupEpisodes, type Episode } from "../../../domain/episode.js";
import { namesOf, type WorkerDirectory } from "../../../domain/worker-directory.js";
import { aboutCase } from "../case-about.js";
import { caseNames } from "../case-names.js";
import type { EpisodeEvent, NoticeStore, StoredOpening } from "../../../ports/notice-store.js";
import { foldEpisode, type EpisodeState } from "./episode-state.js";

/** An episode with what was done about it. */
export interface OpenEpisode {
  readonly name: string;
  readonly episode: Episode;
  readonly state: EpisodeState;
}

/** All episodes, newest first. */
export async function readEpisodes(
  store: NoticeStore,
  plan: Pick<CouncilPlan, "notices">,
): Promise<readonly OpenEpisode[]> {
  return toEpisodes(await store.openings(), await store.events(), store, plan);
}

function toEpisodes(
  openings: readonly StoredOpening[],
  events: ReadonlyMap<string, readonly EpisodeEvent[]>,
  store: Pick<NoticeStore, "episodeName">,
  { notices }: Pick<CouncilPlan, "notices">,
): readonly OpenEpisode[] {
  return namedEpisodes(openings, store, notices).map(({ name, episode }) => ({
    name,
    episode,
    state: foldEpisode(events.get(name) ?? []),
  }));
}

type NamedEpisode = Pick<OpenEpisode, "name" | "episode">;

const grouped = new WeakMap<
  readonly StoredOpening[],
  { night: unknown; episodes: readonly NamedEpisode[] }
>();

// The store gives the same list until another opening comes: a round in which nothing came groups nothing anew.
function namedEpisodes(
  openings: readonly StoredOpening[],
  store: Pick<NoticeStore, "episodeName">,
  { night }: CouncilPlan["notices"],
): readonly NamedEpisode[] {
  const known = grouped.get(openings);
  if (known?.night === night) return known.episodes;
  const placed = openings.map((opening) => opening.placed);
  const episodes = groupEpisodes(placed, night).map((episode) => ({
    name: store.episodeName(episode.id),
    episode,
  }));
  grouped.set(openings, { night, episodes });
  return episodes;
}

/** An episode as pages see it; `record` is its case, where the child is on the books. Hops carry the directory's names of today. */
export function toEpisodeView(
  { name, episode, state }: OpenEpisode,
  record: CaseRecord | undefined,
  directory: WorkerDirectory,
  now: number,
): EpisodeView {
  const { takenBy, takenAt, finishedBy, finishedAt } = state;
  return {
    episodeId: name,
    ...(record === undefined
      ? {}
      : {
          localId: record.localId,
          name: nameOfCase(record),
          ...aboutCase(record),
          ...caseNames(directory, record),
        }),
    organisation: episode.organisation,
    shift: episode.shift,
    firstAt: episode.firstAt,
    lastAt: episode.lastAt,
    openings: episode.openings.map(({ opening, faults }) => ({
      at: opening.at,
      by: opening.by,
      faults,
      nhsNumbers: opening.nhsNumbers,
      localIds: opening.localIds,
    })),
    state: state.state,
    ...(takenBy === undefined ? {} : { takenBy }),
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(finishedBy === undefined ? {} : { finishedBy }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    hops: state.hops.map((hop) => ({ ...hop, ...namesOf(directory, hop.to, now, record?.worker) })),
    notes: state.notes,
  };
}

/** The child's name, or the mother's of an unborn child, as the NHS writes names: `FERNSBY, Milo`; the local id where nobody is named. */
export function nameOfCase(record: CaseRecord): string {
  const person = record.subject.kind === "child" ? record.subject.child : record.subject.beforeBirth.mother;
  if (person === undefined) return record.localId;
  return `${person.familyName.toLocaleUpperCase("en-GB")}, ${person.givenNames.join(" ")}`;
}
