import { box, el, table } from "../dom.js";
import { dateOf, time } from "../format.js";

const tabs = [
  ["summary", "Summary", summary],
  ["notes", "Notes", notes],
  ["observations", "Observations", observations],
  ["orders", "Orders", orders],
  ["medicines", "Medicines", medicines],
  ["discharge", "Discharge", discharge],
];

/** The chart's tabs. Arrow keys move between them, as in any tab list. */
export function chartTabs(patient) {
  const panel = el("div", { class: "tab-panel", role: "tabpanel", id: "tab-panel", tabindex: "0" });
  const buttons = tabs.map(([id, label]) =>
    el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": "tab-panel" }, label),
  );
  const select = (index) => {
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", buttons[index].id);
    panel.replaceChildren(...[tabs[index][2](patient)].flat());
  };
  buttons.forEach((button, index) => button.addEventListener("click", () => select(index)));
  const list = el("div", { role: "tablist", class: "tabs", "aria-label": "Chart" }, buttons);
  list.addEventListener("keydown", (event) => moveFocus(event, buttons, select));
  select(0);
  return [list, panel];
}

function moveFocus(event, buttons, select) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
  select(next);
  buttons[next].focus();
  event.preventDefault();
}

function pairs(rows) {
  return el(
    "dl",
    { class: "pairs" },
    rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
  );
}

function summary(patient) {
  const { triage } = patient;
  const story = el("p", {}, el("strong", {}, triage.lead), ` ${triage.text}`);
  return el(
    "div",
    { class: "summary" },
    box(`Triage, ${time(triage.at)}, ${triage.by}`, story, pairs(triage.facts)),
    box("Observations", observationTable(patient)),
    box("To do", pairs(patient.toDo)),
  );
}

function observationTable(patient) {
  const rows = [
    ["Heart rate", "heartRate"],
    ["Resp. rate", "respiratoryRate"],
    ["SpO2", "oxygenSaturation"],
    ["Temp.", "temperature"],
    [patient.scoreName, "score"],
  ].map(([label, key]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      patient.observations.map((observation) => el("td", {}, String(observation[key]))),
    ),
  );
  return table({ class: "observations" }, ["", ...patient.observations.map(({ at }) => time(at))], rows);
}

function observations(patient) {
  return box("Observations", observationTable(patient));
}

function notes(patient) {
  const entries = [
    ...patient.notes,
    {
      at: patient.triage.at,
      by: patient.triage.by,
      text: `Triage. ${patient.triage.lead} ${patient.triage.text}`,
    },
  ].sort((left, right) => right.at - left.at);
  return entries.map((note) => box(`${time(note.at)}, ${note.by}`, el("p", {}, note.text)));
}

function orders(patient) {
  return box("Orders", patient.orders.length === 0 ? el("p", {}, "No orders.") : pairs(patient.orders));
}

function medicines(patient) {
  if (patient.medicines.length === 0) return box("Medicines", el("p", {}, "No medicines given."));
  const rows = patient.medicines.map((medicine) =>
    el(
      "tr",
      {},
      medicine.map((cell) => el("td", {}, cell)),
    ),
  );
  return box("Medicines", table({ class: "plain" }, ["Medicine", "Dose and route", "State"], rows));
}

function discharge(patient) {
  const previous = patient.previous.map((visit) => [dateOf(visit.at), visit.reason]);
  return [
    box("Discharge", el("p", {}, patient.discharge)),
    box(
      "Earlier attendances here",
      previous.length === 0 ? el("p", {}, "None in 12 months.") : pairs(previous),
    ),
  ];
}
