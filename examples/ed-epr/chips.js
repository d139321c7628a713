import { el } from "./dom.js";
import { time } from "./format.js";
import { icon } from "./icons.js";

const notAskedByHost = {
  missing: { look: "not-checked", words: "Not checked", why: "No verified NHS number" },
  adult: { look: "plain", words: "Adult, not asked" },
  unopened: { look: "unopened", words: "Not opened yet" },
};

/** What the CP-IS column says about a patient. Nobody is asked about to draw it: a query is an act. */
export function boardState(patient, check, now) {
  if (check !== undefined) return fromCheck(check);
  if (patient.nhsNumber === undefined || patient.nhsNumberStatus !== "verified")
    return notAskedByHost.missing;
  if (isAdult(patient, now) && patient.pregnancy === undefined) return notAskedByHost.adult;
  return notAskedByHost.unopened;
}

function fromCheck(check) {
  switch (check.kind) {
    case "record":
      if (check.onlyEnded) return { look: "ended", words: "Ended plan", done: true };
      return { look: "record", words: recordWords(check), done: true };
    case "no-record":
      return { look: "none", words: "None returned", done: true };
    case "checking":
      return { look: "checking", words: "Checking" };
    case "failed":
      return { look: "could-not-check", words: "Could not check", why: reasons[check.reason] };
    case "left":
      return { look: "not-checked", words: "Answer not seen", why: "Left while CP-IS was being asked" };
    case "expired":
      return { look: "unopened", words: `Opened ${time(check.at)}, open again` };
    default:
      if (check.reason === "not-in-automatic-group") return notAskedByHost.adult;
      return { look: "not-checked", words: "Not checked", why: reasons[check.reason] };
  }
}

const reasons = {
  "nhs-number-missing": "No verified NHS number",
  "nhs-number-invalid": "NHS number is not valid",
  "nhs-number-unverified": "No verified NHS number",
  "role-not-automatic": "Opened by a role that does not check",
  "user-not-identified": "User not identified",
  "not-permitted": "Opened by someone without access",
  "too-many": "Too many checks in a minute",
  "no-answer-yet": "The register has not answered",
  "no-answer": "The register did not answer",
  "register-fault": "The register reported a fault",
  "record-unreadable": "A record that could not be read",
  "identity-mismatch": "Another date of birth in the answer",
  "about-someone-else": "An answer about someone else",
  "gateway-unreachable": "This screen cannot reach the gateway",
};

function recordWords({ count, onlyUnborn }) {
  if (onlyUnborn) return "Record (unborn)";
  return count > 1 ? `${count} records` : "Record";
}

function isAdult(patient, now) {
  if (patient.birthDate === undefined) return false;
  const eighteenth = `${Number(patient.birthDate.slice(0, 4)) + 18}${patient.birthDate.slice(4)}`;
  return new Date(now).toISOString().slice(0, 10) >= eighteenth;
}

/** Whether a state belongs on the work list. */
export function needsSomeone(state) {
  return state.look === "could-not-check" || state.look === "not-checked";
}

const icons = {
  record: "record",
  none: "none",
  ended: "ended",
  checking: "checking",
  "not-checked": "not-checked",
  "could-not-check": "could-not-check",
};

/** The chip of a staff screen. It opens the chart at the banner. */
export function staffChip(state, href) {
  const shape = icons[state.look];
  const parts = [shape === undefined ? undefined : icon(shape), el("span", {}, state.words)];
  return el("a", { class: `chip chip-${state.look}`, href }, parts);
}

/** The cell of a wall screen: the same for every answer, because that a record exists is itself sensitive. */
export function wallCell(state) {
  if (state.done) return el("span", { class: "chip chip-plain" }, "Check done");
  const shape = icons[state.look];
  return el(
    "span",
    { class: `chip chip-${state.look}` },
    shape === undefined ? [] : icon(shape),
    state.words,
  );
}
