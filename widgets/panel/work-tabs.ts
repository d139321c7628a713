import type { WorkRow } from "../../src/domain/team-view.js";
import type { WorkKind } from "../../src/domain/work-item.js";
import type { Tab } from "./draw-tabs.js";
import * as words from "./wording-team.js";

/** Which part of the work list is looked at. */
export type WorkTab = keyof typeof words.workTabs;

const inactive: readonly WorkKind[] = ["decide-inactive-number", "replace-number"];

const belongs: Readonly<Record<Exclude<WorkTab, "files">, (row: WorkRow) => boolean>> = {
  all: () => true,
  mine: ({ mine }) => mine === true,
  inactive: ({ kind }) => inactive.includes(kind),
  unplaced: ({ kind }) => kind === "place-notice",
};

/** The rows of a tab, longest waiting first; what nobody knows the age of comes before all. */
export const rowsOfTab = (rows: readonly WorkRow[], tab: WorkTab): readonly WorkRow[] =>
  tab === "files"
    ? []
    : rows
        .filter(belongs[tab])
        .sort(
          (one, other) => Date.parse(one.since ?? "1970-01-01") - Date.parse(other.since ?? "1970-01-01"),
        );

/** The tabs with their counts. */
export const workTabs = (rows: readonly WorkRow[]): readonly (Tab & { readonly id: WorkTab })[] =>
  (["all", "mine", "inactive", "unplaced", "files"] as const).map((id) =>
    id === "files"
      ? { id, label: words.workTabs[id] }
      : { id, label: words.workTabs[id], count: rows.filter(belongs[id]).length },
  );
