import type { EpisodeView } from "../../contract/council.js";
import type { Handling, PanelEpisode } from "../../domain/panel-view.js";
import { targetWords, type CouncilDirectory } from "./council-words.js";

/** Who looks at the page, as the gateway names people. */
export interface CouncilUser {
  /** Every form in which the gateway may name the user. */
  readonly names: readonly string[];
}

/** One episode as it is drawn. */
export function toEpisode(view: EpisodeView, user: CouncilUser, directory: CouncilDirectory): PanelEpisode {
  const ring = directory.telephones?.[view.organisation.odsCode];
  const first = view.hops.filter(({ why }) => why === "new");
  return {
    id: view.episodeId,
    shift: view.shift,
    firstAt: view.firstAt,
    lastAt: view.lastAt,
    openings: view.openings.map(({ at, by }) => ({
      at,
      organisation: view.organisation.name === "" ? view.organisation.odsCode : view.organisation.name,
      by: by.kind === "system" ? `a system, ${by.name}` : by.name,
      ...(by.role === undefined ? {} : { role: by.role }),
    })),
    handling: handlingOf(view, user, directory),
    sentTo: [...new Set(first.map(({ to }) => targetWords(to, directory)))],
    ...(ring === undefined ? {} : { ring }),
  };
}

function handlingOf(view: EpisodeView, user: CouncilUser, directory: CouncilDirectory): Handling {
  const { state, takenBy, takenAt, finishedBy, finishedAt, lastAt } = view;
  if (state === "finished") {
    const note = view.notes.map(({ text }) => text).join(" ");
    return { kind: "finished", by: finishedBy ?? "somebody", at: finishedAt ?? lastAt, note };
  }
  if (state === "taken") {
    const by = takenBy ?? "somebody";
    return { kind: "taken", by, you: user.names.includes(by), since: takenAt ?? lastAt };
  }
  const up = view.hops.filter(({ why }) => why !== "new").at(-1);
  if (up === undefined) return { kind: "nobody" };
  return {
    kind: "nobody",
    passedUpTo: targetWords(up.to, directory).replace(/^the /, ""),
    passedUpAt: up.at,
  };
}
