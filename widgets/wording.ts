/**
 * The words of the closed banner, in one place; those of a record and of the opened
 * details stand beside it in `wording-record.ts` and `wording-details.ts`.
 *
 * Rules (design, principles 1 and 3): no word may make an absence look like safety; nothing says that anybody has been
 * told where CP-IS only reports a check ("tells"); codes come after the words. `#` stands for the safeguarding team's
 * telephone, and ` on #` is left out where the site has not configured one.
 */
import type { AccessMode } from "../src/domain/access-mode.js";
import type { Environment } from "../src/domain/environment.js";
import type { CheckedBy, FailedReason, NotCheckedReason } from "../src/domain/lookup-state.js";

/** What a state says: its heading, what it means, and when or why. */
export type StateWords = readonly [heading: string, lead: string, foot: string];

const worried = "If you are worried, ring the safeguarding team on #.";
const notAsked = "The register has not been asked";
/** Begins every sentence about a silent read. */
export const plannedCare = "Planned care: ";

/** No patient is open, or nothing about the one who is has arrived; worded for the case that somebody is. */
export const idleWords: StateWords = [
  "Not checked with CP-IS: no patient read",
  `${notAsked}. If you have a patient open, treat as unknown.`,
  "When a patient is opened, this box says what CP-IS returned.",
];

const tells = (mode: AccessMode | undefined): string => (mode ? "tells" : "may tell");

/** What a check does, before it happens. */
export const consequence = (mode: AccessMode | undefined): string =>
  mode === "scheduled"
    ? `${plannedCare}tells no council.`
    : `If there is a record, CP-IS ${tells(mode)} its council.`;

/** The label of a control that asks the register, with the consequence inside it (R-39). */
export const askLabel = (
  verb: string,
  mode: AccessMode | undefined,
  whom = "a council if there is a record",
): string =>
  `${verb} (${mode === "scheduled" ? "planned care: tells no council" : `${tells(mode)} ${whom}`})`;

/** The patient must stay open a moment longer; nothing has been sent. */
export const dwellWords = (dwellMs: number | undefined, mode: AccessMode | undefined): StateWords => [
  "About to check CP-IS",
  `The register will be asked if this patient stays open for ${
    dwellMs ? `${String(dwellMs / 1000)} second${dwellMs === 1000 ? "" : "s"}` : "a moment"
  }. Treat as unknown.`,
  `Nothing has been sent yet. ${consequence(mode)}`,
];

/** The register has been asked. */
export const askedWords = (started: string, mode: AccessMode | undefined): StateWords => [
  "Checking CP-IS",
  "Asking the national register about this patient. Treat as unknown until an answer shows here.",
  `Started ${started}. ${consequence(mode)}`,
];

/** Five seconds without an answer. */
export const slowWords = (started: string, due: string | undefined): StateWords => [
  "Still checking CP-IS",
  "The register is slow to answer. Treat as unknown. You can carry on working.",
  `Started ${started}. If there is no answer ${due ? `by ${due} ` : ""}this will say so.`,
];

/** The answer without a record (R-41). */
export const noRecordWords = (number: string, at: string, mode: AccessMode | undefined): StateWords => [
  "No record returned by CP-IS",
  "This does not mean there are no safeguarding concerns. Use your own judgement.",
  `Asked about NHS No. ${number} at ${at}.${
    mode === undefined
      ? ""
      : mode === "scheduled"
        ? ` ${plannedCare}council not told.`
        : " No council was told, because there was no record."
  }`,
];

const administrator = "Ask the system administrator.";
const traceIt = "Trace it, and the check can run.";

/** Per reason: how the heading ends, and what removes it. */
const notCheckedReasons: Readonly<Record<NotCheckedReason, readonly [reason: string, remedy: string]>> = {
  "nhs-number-missing": ["no verified NHS number", `The record has none. ${traceIt}`],
  "nhs-number-invalid": ["NHS number is not valid", `A digit is wrong. ${traceIt}`],
  "nhs-number-unverified": ["no verified NHS number", traceIt],
  "nhs-number-changed": ["NHS number has changed", "Checking the new one."],
  "not-in-automatic-group": [
    "adult, not asked",
    "Adults who are not pregnant are asked about on a press only.",
  ],
  "role-not-automatic": ["not started by your role", "A clinician who opens this patient starts it."],
  "location-unknown": ["location is not set up", administrator],
  "location-not-enabled": ["not enabled at this location", administrator],
  "silent-read-not-configured": ["silent read is not set up here", administrator],
  "too-many": ["too many checks in a short time", "Wait a minute first."],
  "user-not-identified": ["user not identified", "Sign in again."],
  "not-permitted": ["", ""],
  "switched-off": ["switched off here", administrator],
  "automatic-switched-off": ["automatic checks switched off here", "You can still check."],
};

/** The register has not been asked. */
export const notCheckedWords = (reason: NotCheckedReason, since: string): StateWords => [
  `Not checked with CP-IS: ${notCheckedReasons[reason][0]}`,
  `${notAsked}. Treat as unknown. ${worried}`,
  `${notCheckedReasons[reason][1]} Since ${since}.`,
];

/** The user may not see CP-IS; the same words for every patient (R-51). */
export const notPermittedWords: StateWords = [
  "You do not have access to CP-IS information",
  "Your role does not include it. This message is the same for every patient.",
  "Ask the nurse in charge or the safeguarding team on #.",
];

const gateway = "the hospital’s CP-IS gateway";

const failedReasons: Readonly<Record<FailedReason, string>> = {
  "no-answer-yet": "The register did not answer in time. A late answer will still show here.",
  "no-answer": "The register did not answer.",
  "spine-unreachable": "The national network could not be reached. Nothing was sent.",
  "outcome-unknown": "The connection broke while asking.",
  rejected: "The national network refused the question.",
  "register-fault": "The register reported a fault.",
  "answer-unreadable": "The answer could not be understood.",
  "record-unreadable": "The record could not be understood.",
  "identity-mismatch": "The answer has another date of birth. Check the NHS number and date of birth here.",
  "about-someone-else": "The answer was about someone else and was thrown away.",
  interrupted: `The check was interrupted in ${gateway}.`,
  "gateway-unreachable": `This screen cannot reach ${gateway}.`,
  internal: `There was a fault in ${gateway}.`,
};

/** Asked, or should have been, and the answer is not known (R-42). */
export const failedWords = (reason: FailedReason, at: string, reference: string): StateWords => [
  "Could not check CP-IS",
  `Treat as unknown: there may be a record. ${worried}`,
  `${failedReasons[reason]} At ${at}. Reference ${reference}.`,
];

/** A record came and nothing of it could be read; it is said to be one (design section 5). */
export const recordUnreadableWords = (at: string, reference: string): StateWords => [
  "Could not read the record CP-IS returned",
  "Treat it as a positive: there is a record, and none of it can be shown. Ring the safeguarding team on #.",
  failedWords("record-unreadable", at, reference)[2],
];

const lostReasons: Readonly<
  Record<"context" | "conflict" | "idle", readonly [heading: string, why: string]>
> = {
  context: [
    "not sure which patient is open",
    "This screen and the record system disagree about the patient.",
  ],
  conflict: ["two systems name two patients", "Two systems say here that two different patients are open."],
  idle: ["nobody used this screen", "Nothing is shown on a screen that nobody uses."],
};

/** Nobody knows any more which patient is open, or nobody is there to see. */
export const staleContextWords = (reason: "context" | "conflict" | "idle", removed: string): StateWords => [
  `Answer removed: ${lostReasons[reason][0]}`,
  `${lostReasons[reason][1]} Do not rely on an answer you saw before.`,
  `Close this record and open the patient again. Removed at ${removed}.`,
];

/** Beside whatever is said about a patient whose number the host replaced (H-07). */
export const numberChangedNote = "The NHS number has changed. This is about the new one.";

/** The answer is no longer held anywhere. */
export const staleAgeWords = (checked: string, by: string): StateWords => [
  `Answer removed: it was from ${checked}`,
  "Answers are shown for a short time only. Treat as unknown until checked again.",
  `Checked ${checked}${by}. What the answer was is not kept.`,
];

/** Before *Show to staff*: the same for every patient and every answer (R-45). */
export const discreetWords: StateWords = [
  "Staff information is hidden on this screen",
  "Check that only staff can see the screen, then show it.",
  "It hides again after 60 seconds, or when you leave this patient.",
];

/** A site that is not live, on every screen (H-32). */
export const ribbonWords: Readonly<Record<Environment, string>> = {
  simulator: "SIMULATOR: made-up, not from the register",
  integration: "INTEGRATION: test, not from the live register",
  production: "",
};

/** After a press on a copy button; spaces are kept. */
export const copiedWords = (number: string, done: boolean): string =>
  `${done ? "Copied" : "Not copied:"} ${number}`;

/** All that is printed, for every patient, record or not. */
export const printed = [
  "CP-IS: see the electronic record.",
  "This line is printed for every patient.",
] as const;

/** When and by whom, in the right column. */
export const checkedWords = (at: string, by: string): string => `Checked ${at}${by}.`;
/** By whom, after a time. */
export const byWhom = (by: CheckedBy | undefined): string =>
  by ? ` by ${by.bySystem ? "the system at registration" : by.you ? "you" : by.name}` : "";

/** A value that nobody knows; never a blank. */
export const notKnown = "Not known";

/** Opens and closes what *no record* can miss. */
export const noRecordDetailsLabels = ["What it can miss", "Hide"] as const;
/** Asks although nothing asks by itself here. */
export const checkNow = "Check now";
/** Asks once more. */
export const checkAgain = "Check again";
/** Asks after a failure; what it does stands under it. */
export const tryAgain = "Try again now";

/** Reads the host's patient again. What follows, if another patient is found, is said by the state that follows. */
export const readAgain = "Read patient again";
/** Under it. */
export const readingSendsNothing = "Reading sends nothing to the register.";

/** On a discreet screen. */
export const discreetLabels = ["Show to staff", "Hide now"] as const;

/** Pressed before the details had arrived. */
export const detailsComing = "Details are loading.";
/** The details could not be fetched; the closed banner does not need them. */
export const detailsMissing = "Details could not be loaded. Hide and show them to try again.";
