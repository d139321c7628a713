import { el } from "../dom.js";
import { age, date, dateOf, name, nhsNumber, time } from "../format.js";
import { chartTabs } from "./chart-tabs.js";

/** The host's own patient banner, in the order of the national guidance: name, born, gender, NHS number. */
export function patientBanner(patient, now) {
  const fullName = `${name(patient)} (${patient.title})`;
  return [
    el(
      "div",
      { class: "patient-line" },
      el("h1", {}, fullName),
      field("Born", `${date(patient.birthDate)} (${age(patient.birthDate, now)})`),
      field("Gender", patient.gender),
      field("NHS No.", nhsNumberWords(patient)),
    ),
    el(
      "div",
      { class: "patient-line patient-line-second" },
      field("Location", patient.bay),
      field("Arrived", `${time(patient.arrivedAt)} on ${dateOf(patient.arrivedAt)}`),
      field("Allergies", patient.allergies),
    ),
  ];
}

function nhsNumberWords(patient) {
  const traced = patient.nhsNumber === undefined || patient.nhsNumberStatus === "verified";
  return traced ? nhsNumber(patient.nhsNumber) : `${nhsNumber(patient.nhsNumber)} (not verified)`;
}

function field(label, value) {
  return el("span", { class: "field" }, el("span", { class: "label" }, label), el("strong", {}, value));
}

/** Everything below the banner. */
export function chartBody(patient) {
  return chartTabs(patient);
}

/** This hospital's own attendances, for the slot in the banner's details. */
export function attendances(patient) {
  const rows = [
    [dateOf(patient.arrivedAt), `${patient.reason} (now)`],
    ...patient.previous.map((visit) => [dateOf(visit.at), visit.reason]),
  ];
  return el(
    "div",
    { slot: "attendances", class: "attendances" },
    el("p", {}, "From this EPR, last 12 months"),
    el(
      "dl",
      {},
      rows.map(([when, what]) => el("div", {}, el("dt", {}, when), el("dd", {}, what))),
    ),
  );
}
