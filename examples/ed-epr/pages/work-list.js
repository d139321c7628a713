import { boardState, needsSomeone, staffChip } from "../chips.js";
import { el, table } from "../dom.js";
import { age, name } from "../format.js";
import { edPatients } from "./board.js";

const nextStep = {
  "No verified NHS number": "Trace the NHS number, then open the patient again.",
  "NHS number is not valid": "Correct the NHS number, then open the patient again.",
  "Opened by a role that does not check": "A nurse or doctor opens the patient.",
  "Opened by someone without access": "A nurse or doctor opens the patient.",
  "Left while CP-IS was being asked": "Open the patient again: the answer may have come.",
  "Too many checks in a minute": "Wait a minute, then open the patient and check.",
  "Another date of birth in the answer": "Check NHS number and date of birth in this record first.",
  "A record that could not be read": "Treat as a record. Ring the safeguarding team.",
};

/** Everyone whom CP-IS was not, or could not be, asked about: unknown, and somebody must do something. */
export function workListPage({ site, checks, now }) {
  const waiting = edPatients(site)
    .map((patient) => ({ patient, state: boardState(patient, checks.of(patient.chartId, now), now) }))
    .filter(({ state }) => needsSomeone(state));
  return [
    el(
      "div",
      { class: "board-head" },
      el("h1", {}, "CP-IS work list"),
      el("span", {}, `${waiting.length} unknown`),
    ),
    waiting.length === 0 ? nobody() : list(waiting, now),
  ];
}

function nobody() {
  return el(
    "p",
    { class: "notice" },
    "Nobody is on the list. It holds only patients whom CP-IS was not, or could not be, asked about on this screen; it says nothing about anyone else.",
  );
}

function list(waiting, now) {
  const rows = waiting.map(({ patient, state }) => {
    const href = `/chart/${patient.chartId}`;
    const step =
      nextStep[state.why] ??
      "Open the patient and try again. If you are worried, ring the safeguarding team.";
    const cells = [
      patient.place,
      el("a", { class: "name", href }, name(patient)),
      age(patient.birthDate, now),
      staffChip(state, href),
      state.why ?? "The answer could not be used",
      step,
    ];
    return el(
      "tr",
      { "data-chart": patient.chartId },
      cells.map((cell) => el("td", {}, cell)),
    );
  });
  const headings = ["Place", "Patient", "Age", "CP-IS", "Why", "What to do"];
  return table({ class: "board", "aria-label": "CP-IS work list" }, headings, rows);
}
