import { el, table } from "/assets/dom.js";
import { age, date, nhsNumber } from "/assets/format.js";
import { caseName, statusNames } from "../words.js";
import { draftOf } from "../site.js";

const today = () => new Date().toISOString().slice(0, 10);

/** The line at the top: name, born, NHS number, case, worker, in that order. */
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
  );
}

const field = (label, value) => el("span", { class: "field" }, label, " ", el("b", {}, value));

/** The places of a case, in the order of the side menu. */
export const places = {
  summary: { title: "Summary", draw: summary },
  details: { title: "Details", draw: details },
  statuses: { title: "Plans and legal status", draw: statuses },
};

function box(title, ...children) {
  return el("section", { class: "box" }, el("h2", {}, title), ...children);
}

const rows = (pairs) =>
  el("dl", {}, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

function summary(view, save) {
  const open = view.statuses.filter(({ until }) => until === undefined);
  const current = open.map(({ code, from }) => [statusNames[code] ?? code, `from ${date(from)}`]);
  return [
    box(
      "Now",
      current.length > 0 ? rows(current) : el("p", {}, "No plan and no legal status."),
      actions(view, save),
    ),
    box(
      "People",
      rows([
        ["Worker", view.worker?.name ?? "None allocated"],
        ["Team", view.teamId ?? "Duty"],
        ...(view.mother ? [["Mother", `${view.mother.givenNames.join(" ")} ${view.mother.familyName}`]] : []),
      ]),
    ),
  ];
}

function actions(view, save) {
  const draft = draftOf(view);
  const open = view.statuses.find(({ until }) => until === undefined);
  const put = (statusList) => save({ ...draft, statuses: statusList });
  const code = view.child ? "CPP" : "UCPP";
  const button = (label, onclick) => el("button", { type: "button", onclick }, label);
  if (open === undefined) {
    return el(
      "p",
      { class: "acts" },
      button(`Add ${statusNames[code].toLowerCase()} from today`, () =>
        put([...view.statuses, { code, from: today() }]),
      ),
    );
  }
  const ended = view.statuses.map((status) => (status === open ? { ...status, until: today() } : status));
  return el(
    "p",
    { class: "acts" },
    button(`End ${(statusNames[open.code] ?? open.code).toLowerCase()} today`, () => put(ended)),
  );
}

function details(view, save) {
  const draft = draftOf(view);
  const key = view.child ? "child" : "mother";
  const person = draft[key];
  if (person === undefined) return [box("Details", el("p", {}, "No mother is linked."))];
  const input = (id, label, value) => [
    el("label", { for: id }, label),
    el("input", { id, name: id, value: value ?? "", autocomplete: "off" }),
  ];
  const form = el(
    "form",
    {
      class: "details",
      onsubmit: (event) => {
        event.preventDefault();
        const said = new FormData(form);
        const text = (name) => String(said.get(name)).trim();
        const { nhsNumber: _old, ...rest } = person;
        const number = text("nhs-number").replaceAll(" ", "");
        save({
          ...draft,
          [key]: {
            ...rest,
            familyName: text("family-name"),
            givenNames: text("given-names").split(" ").filter(Boolean),
            birthDate: text("birth-date"),
            ...(number === "" ? {} : { nhsNumber: number }),
          },
        });
      },
    },
    ...input("family-name", "Surname", person.familyName),
    ...input("given-names", "Given names", person.givenNames.join(" ")),
    ...input("birth-date", "Born (year-month-day)", person.birthDate),
    ...input("nhs-number", "NHS No.", person.nhsNumber),
    el("button", { type: "submit" }, "Save"),
  );
  return [box(view.child ? "Details" : "The mother’s details", form)];
}

function statuses(view, save) {
  const history = view.statuses.map(({ code, from, until }) =>
    el(
      "tr",
      {},
      el("td", {}, statusNames[code] ?? code),
      el("td", {}, date(from)),
      el("td", {}, until === undefined ? "Lasts" : date(until)),
    ),
  );
  return [
    box("Plans and legal status", table({}, ["Status", "From", "Until"], history), actions(view, save)),
  ];
}
