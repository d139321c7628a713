import { el, table } from "../dom.js";
import { age, name, nhsNumber } from "../format.js";

/** The next list of a planned clinic: a location whose checks are silent reads. */
export function clinicPage({ site, now }) {
  const rows = site.patients
    .filter((patient) => patient.clinic !== undefined)
    .sort((left, right) => left.clinic.time.localeCompare(right.clinic.time))
    .map((patient) => {
      const href = `/clinic/${patient.chartId}`;
      const cells = [
        patient.clinic.time,
        el("a", { class: "name", href }, name(patient)),
        `${age(patient.birthDate, now)} ${patient.gender.slice(0, 1)}`,
        nhsNumber(patient.nhsNumber),
        patient.clinic.reason,
      ];
      return el(
        "tr",
        { "data-chart": patient.chartId },
        cells.map((cell) => el("td", {}, cell)),
      );
    });
  return [
    el(
      "div",
      { class: "board-head" },
      el("h1", {}, "Community paediatrics clinic, next list"),
      el("span", {}, "Planned care: a check here is not listed, and no council is told"),
    ),
    table(
      { class: "board", "aria-label": "Clinic list" },
      ["Time", "Patient", "Age", "NHS No.", "Appointment"],
      rows,
    ),
    el(
      "p",
      { class: "footnote" },
      "The location decides this, not the user: only staff with the planned-care activity see answers here.",
    ),
  ];
}
