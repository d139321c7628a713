import { el } from "/assets/dom.js";
import { date, dateOf, localDateTime, time } from "/assets/format.js";
import { statusName } from "../words.js";
import { box, form } from "./parts.js";

const written = {
  agreement: "Agreed with local hospitals.",
  note: "Case note.",
};

/** Everything that happened, newest first: what people wrote, what changed, and what CP-IS said. */
export function chronologyOf({ view, file }) {
  const entries = [
    ...file.chronology,
    ...file.written.map(({ kind, text, by, at }) => ({
      date: localDateTime(Date.parse(at)),
      lead: written[kind],
      text: `${text} (${by})`,
    })),
    ...view.statuses
      .filter(({ until }) => until !== undefined)
      .map(({ code, until }) => ({ date: until, lead: "Ended.", text: statusName(code) })),
    ...view.episodes.map(openedEntry),
  ];
  return entries.sort((one, other) => (one.date < other.date ? 1 : -1));
}

// It says that the record was opened, not that the child was treated.
function openedEntry({ organisation, firstAt, openings, notes }) {
  const at = Date.parse(firstAt);
  const times = openings.length === 1 ? "Opened" : `Opened ${openings.length} times`;
  const note = notes.map(({ text }) => text).join(" ");
  return {
    date: localDateTime(at),
    lead: "CP-IS.",
    text: `${times} at ${organisation.name}, ${dateOf(at)} ${time(at)}.${note === "" ? "" : ` ${note}`}`,
  };
}

/** Entries, one line each. */
export const entryList = (entries) =>
  el(
    "ul",
    { class: "chronology" },
    ...entries.map(({ date: day, lead, text }) =>
      el("li", {}, el("span", { class: "day" }, date(day)), el("span", {}, el("b", {}, lead), " ", text)),
    ),
  );

/** The whole chronology, and what can be written into it. */
export function chronology(context) {
  const { view, write, wants } = context;
  const isProtected = view.visibility.kind === "cannot-be-shared";
  const isClosed = view.work.some(({ kind }) => kind === "decide-inactive-number");
  return [
    ...(isProtected || wants === "protect-otherwise"
      ? [entryForm("agreement", "What was agreed with the local hospitals?", "Save the agreement", write)]
      : []),
    ...(isClosed ? [box("NHS number closed", el("p", {}, closedWords))] : []),
    entryForm("note", isClosed ? "What is asked of the team manager?" : "New case note", "Save", write),
    box("Chronology", entryList(chronologyOf(context))),
  ];
}

const closedWords =
  "CP-IS names no new number. Nothing more is sent for this child until a team manager has decided. Old and new identities are never linked here.";

const entryForm = (kind, label, action, write) =>
  box(
    label,
    form(
      { class: "entry" },
      ({ text }) => text !== "" && write({ kind, text }),
      el("label", { class: "hidden-text", for: kind }, label),
      el("textarea", { id: kind, name: "text", rows: 3, maxlength: 2000 }),
      el("button", { type: "submit" }, action),
    ),
  );
