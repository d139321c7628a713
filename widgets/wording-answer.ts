/** The words of what only an answer, or the waiting for one, needs. The rules of `wording.ts` hold here. */
import type { AccessMode } from "../src/domain/access-mode.js";
import type { CheckedBy, FailedReason } from "../src/domain/lookup-state.js";
import { consequence, failedWords, pageIncomplete, plannedCare, type StateWords } from "./wording.js";

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

const gateway = "the hospital’s CP-IS gateway";

/** Why the answer is not known. */
export const failedReasons: Readonly<Record<FailedReason, string>> = {
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
  "page-incomplete": pageIncomplete,
  internal: `There was a fault in ${gateway}.`,
};

/** A record came and nothing of it could be read; it is said to be one (design section 5). */
export const recordUnreadableWords = (at: string, reference: string): StateWords => [
  "Could not read the record CP-IS returned",
  "Treat it as a positive: there is a record, and none of it can be shown. Ring the safeguarding team on #.",
  failedWords(failedReasons["record-unreadable"], at, reference)[2],
];

/** The answer is no longer held anywhere. */
export const staleAgeWords = (checked: string, by: string): StateWords => [
  `Answer removed: it was from ${checked}`,
  "Answers are shown for a short time only. Treat as unknown until checked again.",
  `Checked ${checked}${by}. What the answer was is not kept.`,
];

/** When and by whom, in the right column. */
export const checkedWords = (at: string, by: string): string => `Checked ${at}${by}.`;
/** By whom, after a time. */
export const byWhom = (by: CheckedBy | undefined): string =>
  by ? ` by ${by.bySystem ? "the system at registration" : by.you ? "you" : by.name}` : "";

/** Opens and closes what *no record* can miss. */
export const noRecordDetailsLabels = ["What it can miss", "Hide"] as const;
/** Asks once more. */
export const checkAgain = "Check again";

/** After a press on a copy button; spaces are kept. */
export const copiedWords = (number: string, done: boolean): string =>
  `${done ? "Copied" : "Not copied:"} ${number}`;

/** Pressed before the details had arrived. */
export const detailsComing = "Details are loading.";
/** The details could not be fetched; the closed banner does not need them. */
export const detailsMissing =
  "Details could not be loaded. Hide and show them, or reload the page, to try again.";
