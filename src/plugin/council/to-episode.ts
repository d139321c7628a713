import type { EpisodeView } from "../../contract/council.js";
import type { Handling, PanelEpisode } from "../../domain/panel-view.js";
import { hopWords, personWords, type CouncilNames } from "./council-names.js";

/** One episode as it is drawn. */
export function toEpisode(view: EpisodeView, names: CouncilNames): PanelEpisode {
  const ring = names.host.telephones?.[view.organisation.odsCode];
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
    handling: handlingOf(view, names),
    sentTo: [...new Set(first.map((hop) => hopWords(hop, names)))],
    ...(ring === undefined ? {} : { ring }),
  };
}

function handlingOf(view: EpisodeView, names: CouncilNames): Handling {
  const { state, takenBy, takenAt, finishedBy, finishedAt, lastAt } = view;
  if (state === "finished") {
    const note = view.notes.map(({ text }) => text).join(" ");
    return { kind: "finished", by: by(finishedBy, names), at: finishedAt ?? lastAt, note };
  }
  if (state === "taken") {
    const you = takenBy !== undefined && names.user.includes(takenBy);
    return { kind: "taken", by: by(takenBy, names), you, since: takenAt ?? lastAt };
  }
  const up = view.hops.filter(({ why }) => why !== "new").at(-1);
  if (up === undefined) return { kind: "nobody" };
  return {
    kind: "nobody",
    passedUpTo: hopWords(up, names).replace(/^the /, ""),
    passedUpAt: up.at,
    ...(up.why === "passed-on" ? { passedOn: true } : {}),
  };
}

const by = (name: string | undefined, names: CouncilNames): string =>
  name === undefined ? "somebody" : personWords(name, names);
