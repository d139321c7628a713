import { boardState, needsSomeone, staffChip, wallCell } from "../chips.js";
import { el, table } from "../dom.js";
import { age, duration, name, nhsNumber, time } from "../format.js";

const areas = ["Resus", "Paed", "Bay", "Wait"];

/** Patients in the department, in the order of their places. */
export function edPatients(site) {
  return [...site.patients].sort((left, right) => placeOrder(left) - placeOrder(right));
}

function placeOrder({ place, arrivedAt }) {
  const [area, number] = place.split(" ");
  return areas.indexOf(area) * 1e15 + (number === undefined ? arrivedAt : Number(number));
}

/** The tracking board for staff. */
export function boardPage({ site, checks, now }) {
  const patients = edPatients(site);
  const states = new Map(patients.map((p) => [p.chartId, boardState(p, checks.of(p.chartId, now), now)]));
  const headings = ["Place", "Patient", "Age", "NHS No.", "Reason", "Arrived", "Triage", "Doctor", "CP-IS"];
  const rows = patients.map((patient) => {
    const href = `/chart/${patient.chartId}`;
    return row(patient, [
      patient.place,
      el("a", { class: "name", href }, name(patient)),
      `${age(patient.birthDate, now)} ${patient.gender.slice(0, 1)}`,
      nhsNumber(patient.nhsNumber),
      patient.reason,
      time(patient.arrivedAt),
      triage(patient),
      patient.doctor,
      staffChip(states.get(patient.chartId), href),
    ]);
  });
  return [
    header("Tracking board", patients, now, summary([...states.values()])),
    table({ class: "board", "aria-label": "Tracking board" }, headings, rows),
    footnote(),
  ];
}

/** The same patients on a screen that others can see: short names, and only whether a check ran. */
export function wallPage({ site, checks, now }) {
  const patients = edPatients(site);
  const headings = ["Place", "Patient", "Age", "Arrived", "Triage", "Doctor", "Record check"];
  const rows = patients.map((patient) =>
    row(patient, [
      patient.place,
      `${patient.familyName.slice(0, 3).toLocaleUpperCase("en-GB")}…`,
      `${age(patient.birthDate, now)} ${patient.gender.slice(0, 1)}`,
      time(patient.arrivedAt),
      triage(patient),
      patient.doctor,
      wallCell(boardState(patient, checks.of(patient.chartId, now), now)),
    ]),
  );
  return [
    header("Shared wall board", patients, now),
    table({ class: "board", "aria-label": "Shared wall board" }, headings, rows),
  ];
}

function row(patient, cells) {
  return el(
    "tr",
    { "data-chart": patient.chartId },
    cells.map((cell) => el("td", {}, cell)),
  );
}

function triage(patient) {
  return el("span", { class: "triage" }, String(patient.category));
}

function header(title, patients, now, extra) {
  const longest = Math.max(...patients.map((patient) => now - patient.arrivedAt));
  return el(
    "div",
    { class: "board-head" },
    el("h1", {}, title),
    el("span", {}, `${patients.length} in department`),
    el("span", {}, `Longest wait ${duration(longest)}`),
    extra,
  );
}

function summary(states) {
  const could = states.filter((state) => state.look === "could-not-check").length;
  const not = states.filter((state) => state.look === "not-checked").length;
  const words = [could > 0 ? `${could} could not check` : "", not > 0 ? `${not} not checked` : ""];
  const text = words.filter((word) => word !== "").join(", ");
  const waiting = states.some(needsSomeone);
  return el(
    "span",
    { class: "board-cpis" },
    "CP-IS: ",
    el("strong", {}, waiting ? `${text}. ` : "nothing on the work list. "),
    el("a", { href: "/work-list" }, "Open work list"),
    " ",
    el("a", { class: "register", href: "/register" }, "Register attendance"),
  );
}

function footnote() {
  return el(
    "p",
    { class: "footnote" },
    "The CP-IS column shows what opening a patient on this screen returned. Drawing it asks nothing: opening a patient does.",
  );
}
