import { el, table } from "/assets/dom.js";
import { age, date, nhsNumber } from "/assets/format.js";
import { caseName } from "../words.js";
import { chronology } from "./chronology.js";
import { details } from "./details.js";
import { family } from "./family.js";
import { box } from "./parts.js";
import { statuses } from "./statuses.js";
import { summary } from "./summary.js";

/** The line at the top: name, born, NHS number, case, worker, team, in that order. */
export function caseLine(view) {
  const person = view.child ?? view.mother;
  return el(
    "div",
    { class: "case-line" },
    el("h1", {}, caseName(view)),
    view.child
      ? field("Born", `${date(view.child.birthDate)} (${age(view.child.birthDate, Date.now())})`)
      : field("Due", view.dueDate ? date(view.dueDate) : "Not known"),
    field(view.child ? "NHS No." : "Mother’s NHS No.", nhsNumber(person?.nhsNumber)),
    field("Case", view.localId),
    field("Worker", view.worker?.name ?? "None allocated"),
    field("Team", view.teamName ?? "Duty Team"),
  );
}

const field = (label, value) => el("span", { class: "field" }, label, " ", el("b", {}, value));

/** The places of a case, in the order of the side menu. */
export const places = {
  summary: { title: "Summary", draw: summary },
  chronology: { title: "Chronology", draw: chronology },
  statuses: { title: "Plans", draw: statuses },
  family: { title: "Family", draw: family },
  details: { title: "Details", draw: details },
  documents: { title: "Documents", draw: documents },
};

/** Where the panel's one control leads, by what it wants. */
export const placeFor = (wants) =>
  ({
    "link-mother": "family",
    "add-due-date": "family",
    "protect-otherwise": "chronology",
    "decide-inactive-number": "chronology",
    "map-status": "statuses",
    "settle-unsupported-plan": "statuses",
  })[wants] ?? "details";

function documents({ file }) {
  const held = file.documents.map(({ title, date: day }) =>
    el("tr", {}, el("td", {}, title), el("td", {}, date(day))),
  );
  return [box("Documents", table({}, ["Document", "Filed"], held))];
}
