import { boardState } from "../chips.js";
import { el, table } from "../dom.js";
import { age, date, name, nhsNumber, time } from "../format.js";
import { edPatients } from "./board.js";

/**
 * Patients whose attendance nobody has registered on this screen.
 *
 * Registering opens the chart with the trigger `registered`, so that the gateway's rules for registration count. What the press does
 * stands above the buttons: a query is an act, and it is the registering person's.
 */
export function registerPage({ site, checks, now, register }) {
  const arrived = edPatients(site).filter(
    (patient) => boardState(patient, checks.of(patient.chartId, now), now).look === "unopened",
  );
  return [
    el(
      "div",
      { class: "board-head" },
      el("h1", {}, "Register attendance"),
      el("span", {}, `${arrived.length} to register`),
    ),
    el(
      "p",
      { class: "footnote" },
      "Registering asks CP-IS about the patient in your name. If there is a record, CP-IS reports to its council that you opened it.",
    ),
    table(
      { class: "board", "aria-label": "Register attendance" },
      ["Patient", "Born", "NHS No.", "Reason", "Arrived", "Act"],
      arrived.map((patient) => row(patient, now, register)),
    ),
  ];
}

function row(patient, now, register) {
  const cells = [
    el("strong", {}, name(patient)),
    `${date(patient.birthDate)} (${age(patient.birthDate, now)})`,
    nhsNumber(patient.nhsNumber),
    patient.reason,
    time(patient.arrivedAt),
    el(
      "button",
      { class: "register", type: "button", onclick: () => register(patient) },
      "Register attendance",
    ),
  ];
  return el(
    "tr",
    { "data-chart": patient.chartId },
    cells.map((cell) => el("td", {}, cell)),
  );
}
