/**
 * The words of the closed banner that the page itself may need before the register is asked; those of an answer, of a
 * record and of the opened details stand beside it in `wording-answer.ts`, `wording-record.ts` and `wording-details.ts`.
 *
 * Rules (design, principles 1 and 3): no word may make an absence look like safety; nothing says that anybody has been
 * told where CP-IS only reports a check ("tells"); codes come after the words. `#` stands for the safeguarding team's
 * telephone, and ` on #` is left out where the site has not configured one.
 */
import type { AccessMode } from "../src/domain/access-mode.js";
import type { Environment } from "../src/domain/environment.js";
import type { NotCheckedReason } from "../src/domain/lookup-state.js";

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

/** Why nothing could be asked or shown: a script of this version did not come. Nothing has been sent then. */
export const pageIncomplete = "Part of the CP-IS script could not be loaded. Nothing was sent.";

/** Asked, or should have been, and the answer is not known (R-42). `why` is absent where nobody could say it yet. */
export const failedWords = (why: string | undefined, at: string, reference: string): StateWords => [
  "Could not check CP-IS",
  `Treat as unknown: there may be a record. ${worried}`,
  `${why ? `${why} ` : ""}At ${at}. Reference ${reference}.`,
];

/** An answer is there, and what would draw it is on its way. */
export const answerComingWords: StateWords = [
  "CP-IS is loading",
  "Treat as unknown until an answer shows here.",
  "",
];

/** A record while what would draw it in full is on its way, and where that does not come. */
export const plainRecordWords = [
  "Alert: record returned by CP-IS",
  "Its plans are loading.",
  "Its plans could not be loaded. Treat it as a positive: ring the council, or the safeguarding team on #.",
] as const;

/** Both telephones of a council. */
export const telephoneLabels = ["Office hours", "Emergency duty"] as const;

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

/** All that is printed, for every patient, record or not. */
export const printed = [
  "CP-IS: see the electronic record.",
  "This line is printed for every patient.",
] as const;

/** A value that nobody knows; never a blank. */
export const notKnown = "Not known";

/** Asks although nothing asks by itself here. */
export const checkNow = "Check now";
/** Asks after a failure; what it does stands under it. */
export const tryAgain = "Try again now";

/** Reads the host's patient again. What follows, if another patient is found, is said by the state that follows. */
export const readAgain = "Read patient again";
/** Under it. */
export const readingSendsNothing = "Reading sends nothing to the register.";

/** On a discreet screen. */
export const discreetLabels = ["Show to staff", "Hide now"] as const;
