import { date, dateOf } from "/assets/format.js";

/** Where a case stands, in the words of the panel, for the host's own list. */
export function visibilityWords(visibility) {
  switch (visibility.kind) {
    case "visible":
      return `Visible to NHS since ${dateOf(Date.parse(visibility.since))}`;
    case "not-visible":
      return visibility.reason === "nothing-to-share" ? "No plan to share" : "Not visible to NHS";
    case "waiting":
      return "Waiting for answer";
    case "ended":
      return `Ended ${date(visibility.endedOn)}`;
    default:
      return "Cannot be shared";
  }
}

/** `FERNSBY, Milo`. */
export const written = ({ familyName, givenNames }) =>
  `${familyName.toLocaleUpperCase("en-GB")}, ${givenNames.join(" ")}`;

/** `FERNSBY, Milo`, or `Unborn child of HALE, Keeley`. */
export function caseName({ child, mother, localId }) {
  if (child !== undefined) return written(child);
  return mother === undefined ? `Unborn child, case ${localId}` : `Unborn child of ${written(mother)}`;
}

/** The legal statuses and plans this council uses. Which of them CP-IS holds, the gateway's mapping table decides. */
export const statusNames = {
  CPP: "Child protection plan",
  UCPP: "Unborn child protection plan",
  C1: "Interim care order",
  C2: "Full care order",
  V2: "Accommodated (section 20)",
  E1: "Placement order",
  V3: "Short-term breaks",
  TCP: "Temporary protection plan",
};

export const statusName = (code) => statusNames[code] ?? code;
