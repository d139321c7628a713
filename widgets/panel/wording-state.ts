/**
 * The words of the panel's state block, in one place.
 *
 * Rules (R-94, ui 5 and 7): the state word first; never a word that makes *sent* look like *seen*; the national code after
 * the words; one thing to do.
 */
import type { NotVisibleReason } from "../../src/domain/visibility-state.js";
import type { WorkKind } from "../../src/domain/work-item.js";

/** The panel's own heading. */
export const panelTitle = "CP-IS: what the NHS can see";
/** Beside it. */
export const updates = "Updates by itself";

/** Whose plan the sentences are about. */
export const planOf = (unborn: boolean): string => (unborn ? "the unborn child’s plan" : "this plan");

/** The lead of *Visible*. */
export const visibleLead = (unborn: boolean): string =>
  `Hospitals, ambulance crews, 111 and other NHS services in England can see ${planOf(unborn)}${
    unborn ? ", under the mother’s NHS number" : ""
  }.`;

const nobodySees = (unborn: boolean): string =>
  `NHS staff who look will be told there is no record. Nobody in the NHS can see ${planOf(unborn)} until it is put right.`;
const nobodyShares = "NHS staff who look will be told there is no record.";

/** The lead of *Not visible*; where there is no plan to see, it does not ask for anything to be put right. */
export const notVisibleLead = (reason: NotVisibleReason, unborn: boolean): string =>
  reason === "nothing-to-share" || reason === "removed" ? nobodyShares : nobodySees(unborn);

/** How the heading *Not visible to NHS: …* ends. */
export const reasonWords: Readonly<Record<NotVisibleReason, string>> = {
  "no-mother": "no mother linked",
  "no-nhs-number": "no NHS number",
  "mother-no-nhs-number": "mother has no NHS number",
  "no-due-date": "no expected date of birth",
  "nhs-number-inactive": "NHS number closed",
  "nhs-cannot-find-child": "NHS cannot find this child",
  "details-do-not-match": "name or date of birth does not match",
  "nhs-number-old-style": "NHS number is an old one",
  "nhs-number-replaced": "NHS number has been replaced",
  "refused-with-detail": "refused by CP-IS",
  "file-refused": "the file could not be read by CP-IS",
  "version-not-supported": "this software must be upgraded",
  "answer-not-understood": "CP-IS’s answer could not be understood",
  "status-not-mapped": "legal status is not in the mapping table",
  "not-sent": "not sent",
  "stored-record-damaged": "what we stored of CP-IS’s answer is damaged",
  removed: "taken out of CP-IS",
  "nothing-to-share": "no plan to share",
};

/** What to do about a reason, and the label of the one control that leads there. */
export interface Remedy {
  readonly words: string;
  readonly label?: string;
  /** What the host is told the person wants. */
  readonly wants?: WorkKind;
}

const officer = "It is on the data officer’s list.";
const administrator = "It is for the administrator; nothing is needed here.";

/** What to do per reason: one sentence, and one control where this panel's user can do something. */
export const remedies: Readonly<Record<NotVisibleReason, Remedy | undefined>> = {
  "no-mother": {
    words: "An unborn child’s plan goes under the mother’s NHS number. Link the mother’s record.",
    label: "Link mother",
    wants: "link-mother",
  },
  "no-nhs-number": {
    words: "Ask the carer or the GP for the NHS number, and enter it here.",
    label: "Add NHS number",
    wants: "find-nhs-number",
  },
  "mother-no-nhs-number": {
    words: "Ask the mother or her midwife for her NHS number, and enter it here.",
    label: "Add NHS number",
    wants: "find-nhs-number",
  },
  "no-due-date": {
    words: "Enter the expected date of birth: CP-IS takes no unborn child’s plan without it.",
    label: "Add expected date of birth",
    wants: "add-due-date",
  },
  "nhs-number-inactive": {
    words: "Sending has stopped. A team manager must decide; old and new identities are never linked here.",
    label: "Send to team manager",
    wants: "decide-inactive-number",
  },
  "nhs-cannot-find-child": {
    words: "Ask the carer to register with a GP, then trace the NHS number again.",
    label: "Trace again",
    wants: "trace-child",
  },
  "details-do-not-match": {
    words: "Ask the family which details are right, then correct them here or ask the GP to.",
    label: "Compare with NHS details",
    wants: "compare-details",
  },
  "nhs-number-old-style": {
    words: "Trace the child’s ten-digit NHS number, and enter it here.",
    label: "Add NHS number",
    wants: "trace-number",
  },
  "nhs-number-replaced": {
    words: "Check that the new number is the same child’s, then use it.",
    label: "Compare and replace",
    wants: "replace-number",
  },
  "refused-with-detail": {
    words: "Read what CP-IS said, and put it right.",
    label: "Read what CP-IS said",
    wants: "read-detail",
  },
  "file-refused": { words: `${officer} It is sent again when the file has been put right.` },
  "version-not-supported": { words: administrator },
  "answer-not-understood": { words: `${officer} Do not assume the NHS can see it.` },
  "status-not-mapped": {
    words: "The status lasts, but the mapping table does not share it. Check whether it should.",
    label: "Ask for it to be mapped",
    wants: "map-status",
  },
  "not-sent": { words: `There is a plan, but it is in no file. Send it now. ${officer}` },
  "stored-record-damaged": {
    words: `${officer} Sending it again makes it known. Do not assume the NHS can see it.`,
  },
  removed: undefined,
  "nothing-to-share": undefined,
};

/** The lead of *Waiting*: before it is in a file, after it was sent, and while the register is unavailable. */
export const waitingLeads = {
  queued: "Not sent yet: it goes with the next file. Do not assume the NHS can see it.",
  sent: "Sent, not yet accepted. Do not assume the NHS can see it.",
  "sending-again":
    "CP-IS could not take it and it is being sent again by itself. Do not assume the NHS can see it.",
} as const;

/** Where a late answer goes. It is on a list; that anybody has read the list nobody knows. */
export const noAnswerInTime = "No answer in time: it is on the data officer’s list.";
export const noAnswerBy = (limit: string): string =>
  `If there is no answer by ${limit}, it goes on the data officer’s list.`;

/** The lead of *Ended*. How long an unborn child's plan stays, the sources tell differently. */
export const endedLead = (unborn: boolean): string =>
  `NHS staff still see the plan, marked as ended. CP-IS removes it by itself${
    unborn ? "" : ", about 12 months after the end date"
  }.`;

/** Ended by the eighteenth birthday. */
export const endedByAge = "CP-IS ends the record by itself at the age of 18.";

/** A sensitive record (CPR02, H-25). */
export const cannotBeShared = {
  heading: "Cannot be shared through CP-IS",
  lead: "This child’s NHS record is protected. NHS staff who look will see no record, and that cannot be changed here.",
  remedy: "Agree another way to warn the local hospitals, and write it down.",
  label: "Write down what was agreed",
} as const;

/** What the panel says while it knows nothing: never a blank, never an older answer. */
export const unknownWords = {
  idle: ["No case read", "When a case is opened, this box says what the NHS can see.", ""],
  loading: ["Reading what CP-IS said", "Treat as unknown until an answer shows here.", ""],
  "not-held": [
    "Not known: this case is not held for CP-IS",
    "The case system has not given this case to CP-IS. Do not assume the NHS can see it.",
    "Ask the data officer.",
  ],
  "not-permitted": [
    "You do not have access to CP-IS information",
    "Your role does not include it. This message is the same for every case.",
    "Ask your team manager.",
  ],
  unreachable: [
    "Not known: this screen cannot reach CP-IS",
    "What the NHS can see is not known here. Do not rely on what this box said before.",
    "It is tried again by itself.",
  ],
  undrawable: [
    "Not known: this case cannot be shown",
    "Do not assume the NHS can see it.",
    "Tell the help desk: CPIS-P01.",
  ],
} as const;
