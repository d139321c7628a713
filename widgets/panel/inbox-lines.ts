import type { InboxRow } from "../../src/domain/team-view.js";
import type { Tab } from "./draw-tabs.js";
import * as words from "./wording-team.js";

type Group = keyof typeof words.inboxGroups;
/** A group's heading, or a row. */
export type Line = { readonly heading: Group } | InboxRow;

/** Which of the inbox's rows are looked at. */
export type InboxTab = "open" | "mine" | "finished" | "duty";

const groupOf = ({ episode: { handling } }: InboxRow): Group =>
  handling.kind === "nobody" ? "open" : handling.kind === "taken" ? "taken" : "done";

const isMine = ({ episode: { handling } }: InboxRow): boolean => handling.kind === "taken" && handling.you;

const belongs: Readonly<Record<InboxTab, (row: InboxRow) => boolean>> = {
  open: (row) => groupOf(row) !== "done",
  mine: isMine,
  finished: (row) => groupOf(row) === "done",
  // What came out of hours and still needs somebody; what the duty team has finished is under Finished.
  duty: (row) => row.withDuty === true && groupOf(row) !== "done",
};

/** The tabs with their counts; *Finished* has none, because a long history is no task. */
export function inboxTabs(rows: readonly InboxRow[]): readonly (Tab & { readonly id: InboxTab })[] {
  const count = (id: InboxTab): number => rows.filter(belongs[id]).length;
  return [
    { id: "open", label: words.inboxTabs.open, count: count("open") },
    { id: "mine", label: words.inboxTabs.mine, count: count("mine") },
    { id: "finished", label: words.inboxTabs.finished },
    { id: "duty", label: words.inboxTabs.duty, count: count("duty") },
  ];
}

/** Nobody's first, oldest first; then what is being dealt with; then what is finished, newest first (ui 5). */
export function inboxLines(rows: readonly InboxRow[], tab: InboxTab): readonly Line[] {
  const shown = rows.filter(belongs[tab]);
  const at = ({ episode }: InboxRow): number => Date.parse(episode.lastAt);
  return (["open", "taken", "done"] as const).flatMap((group): readonly Line[] => {
    const own = shown
      .filter((row) => groupOf(row) === group)
      .sort((one, other) => (group === "open" ? at(one) - at(other) : at(other) - at(one)));
    return own.length === 0 ? [] : [{ heading: group }, ...own];
  });
}
