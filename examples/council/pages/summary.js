import { el } from "/assets/dom.js";
import { date } from "/assets/format.js";
import { statusName } from "../words.js";
import { chronologyOf, entryList } from "./chronology.js";
import { box, rows } from "./parts.js";
import { statusActions } from "./statuses.js";

/** What a worker looks at first: what is in force, what happened last, and who is who. */
export function summary(context) {
  const { view, file } = context;
  const open = view.statuses.filter(({ until }) => until === undefined);
  const current = open.map(({ code, from }) => [statusName(code), `from ${date(from)}`]);
  const { category, review } = file;
  return [
    box(
      "Plan and legal status",
      current.length > 0 ? rows(current) : el("p", {}, "No plan and no legal status."),
      rows([
        ...(category && open.length > 0 ? [["Category", category]] : []),
        ...(review.last ? [["Last review", `${date(review.last)}, ${review.lastWords}`]] : []),
        ["Next review", `${date(review.next)}, ${review.nextWords}`],
      ]),
      statusActions(context),
    ),
    box("Chronology", entryList(chronologyOf(context).slice(0, 5))),
    box("People", people(file)),
  ];
}

const people = ({ people: list }) =>
  el(
    "dl",
    { class: "people" },
    ...list.map(([role, name, telephone]) =>
      el(
        "div",
        {},
        el("dt", {}, role),
        el("dd", {}, name),
        el("dd", {}, telephone.replace(/^(.{5})/, "$1 ")),
      ),
    ),
  );
