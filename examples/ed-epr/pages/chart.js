import { box, el } from "../dom.js";
import { age, date, dateOf, name, nhsNumber, time } from "../format.js";
import { chartTabs } from "./chart-tabs.js";

/** The host's own patient banner, in the order of the national guidance: name, born, gender, NHS number. */
export function patientBanner(patient, planned, now) {
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
      planned ? appointment(patient) : whereabouts(patient),
      field("Allergies", patient.allergies),
    ),
  ];
}

function whereabouts(patient) {
  return [
    field("Location", patient.bay),
    field("Arrived", `${time(patient.arrivedAt)} on ${dateOf(patient.arrivedAt)}`),
  ];
}

function appointment({ clinic }) {
  return [
    field("Location", "Community paediatrics clinic"),
    field("Appointment", `${clinic.time}, next list`),
  ];
}

function nhsNumberWords(patient) {
  const traced = patient.nhsNumber === undefined || patient.nhsNumberStatus === "verified";
  return traced ? nhsNumber(patient.nhsNumber) : `${nhsNumber(patient.nhsNumber)} (not verified)`;
}

function field(label, value) {
  return el("span", { class: "field" }, el("span", { class: "label" }, label), el("strong", {}, value));
}

/** Everything below the banner: the attendance's tabs, or the clinic's own sheet. */
export function chartBody(patient, planned) {
  return planned ? [clinicSheet(patient)] : chartTabs(patient);
}

function clinicSheet({ clinic, previous }) {
  const visits = previous.map((visit) => el("li", {}, `${dateOf(visit.at)}, ${visit.reason}`));
  return el(
    "div",
    { class: "tab-panel" },
    box("Appointment", el("p", {}, `${clinic.reason}, ${clinic.time}, 40 minutes, with parent or carer`)),
    box(
      "Earlier attendances here",
      visits.length === 0 ? el("p", {}, "None in 12 months.") : el("ul", {}, visits),
    ),
  );
}

/** This hospital's own attendances, for the slot in the banner's details. */
export function attendances(patient, planned) {
  const rows = [
    ...(planned ? [] : [[dateOf(patient.arrivedAt), `${patient.reason} (now)`]]),
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
