/** The words of the team views: inbox, work list and mailbox. The national code comes after the words (ui 5 and 7). */
import type { OpeningFault } from "../../src/domain/notification.js";
import type { TeamState } from "../../src/domain/team-view.js";
import type { WorkKind } from "../../src/domain/work-item.js";
import { formatCount } from "./join-words.js";

/** A task in plain words: the problem, the one thing to do, and the label of the control that leads there. */
type TaskWords = readonly [problem: string, todo: string, label: string];

export const taskWords: Readonly<Record<WorkKind, TaskWords>> = {
  "trace-child": [
    "NHS cannot find this child",
    "Ask the carer to register with a GP, then trace again.",
    "Trace again",
  ],
  "protect-otherwise": [
    "NHS record is protected",
    "CP-IS cannot hold this plan. Agree another way to warn the local hospitals, and write it down.",
    "Write down what was agreed",
  ],
  "compare-details": [
    "Name or date of birth does not match NHS records",
    "Ask the worker which is right. Correct it here and send again, or ask the GP to correct theirs.",
    "Correct and send again",
  ],
  "trace-number": ["NHS number is an old one", "Trace the ten-digit NHS number.", "Add NHS number"],
  "replace-number": [
    "NHS number has been replaced",
    "Check the new number is the same child’s, then use it.",
    "Compare and replace",
  ],
  "read-detail": ["Refused by CP-IS", "Read what CP-IS said, and put it right.", "Open case"],
  "mend-file": [
    "CP-IS could not read a file",
    "Nothing in it was taken. It is kept. Put right what made it unreadable; it is sent under a new number.",
    "Open file",
  ],
  "check-mapping-and-release": [
    "CP-IS took nothing from a file",
    "Check the mapping table and the last release of the case system.",
    "Open file",
  ],
  upgrade: ["This software must be upgraded", "Nothing is sent until it has been.", "How to upgrade"],
  "resolve-held-answer": [
    "An answer could not be understood",
    "The file is held and nobody in it is marked visible. Compare the counts with CP-IS.",
    "Open file",
  ],
  "no-answer": [
    "No answer from CP-IS in time",
    "Ask the national service desk about this file.",
    "Open file",
  ],
  "register-unavailable": [
    "CP-IS stays unavailable",
    "It is sent again by itself. Ask the national service desk how long it will last.",
    "Open file",
  ],
  "stop-other-system": [
    "Another system is uploading for this council",
    "An answer came for a file we never sent. Sending has stopped. Switch the other system off first.",
    "Open mailbox",
  ],
  "settle-takeover": [
    "A take-over is not approved",
    "Nothing is sent. Decide what is undecided in it, then a second person approves it.",
    "Open uploads",
  ],
  "say-next-number": [
    "Restored from a backup",
    "Nothing is sent. The administrator must say the number of the next file.",
    "Open uploads",
  ],
  "link-mother": [
    "No mother linked",
    "An unborn child’s plan goes under the mother’s NHS number.",
    "Link mother",
  ],
  "find-nhs-number": ["No NHS number", "Ask the carer or the GP, and enter it.", "Add NHS number"],
  "add-due-date": [
    "No expected date of birth",
    "Enter it: CP-IS takes no unborn child’s plan without.",
    "Add date",
  ],
  "decide-inactive-number": [
    "NHS number closed",
    "Sending has stopped. A team manager must decide what happens next. Old and new identities are never linked here.",
    "Send to team manager",
  ],
  "map-status": [
    "Legal status is not in the mapping table",
    "These children have an open status that is not shared. Check whether they should be on CP-IS.",
    "Open mapping table",
  ],
  "settle-unsupported-plan": [
    "CP-IS holds a plan that our history does not support",
    "End it, or take it out as entered in error.",
    "Open case",
  ],
  "settle-shared-number": [
    "Two cases have the same NHS number",
    "Neither is sent. Find out whose number it is.",
    "Compare cases",
  ],
  "look-at-message": [
    "A message was set aside",
    "It is kept as it came. Find out what it is, and say what you did.",
    "Open mailbox",
  ],
  "mend-stored-record": [
    "A stored record is damaged",
    "What it said is unknown, so nothing is shown as visible because of it. Save or send the case again, and have the disk checked.",
    "Open case",
  ],
  "place-notice": [
    "A notice fits no case of ours",
    "Find out whose it is. It is kept until then.",
    "Open notice",
  ],
};

/** What is odd about an opening; it is shown as it came. */
export const faultWords: Readonly<Record<OpeningFault, string>> = {
  "names-nobody": "Names nobody",
  "names-two-children": "Names two children",
  "number-and-local-id-disagree": "NHS number and case do not agree",
  "not-on-our-books": "Not on our books",
  "time-in-the-future": "Time is in the future",
};

export const teamUnknown: Readonly<
  Record<"loading" | "not-permitted" | "unreachable", readonly [heading: string, lead: string]>
> = {
  loading: ["Reading", "Nothing is known until an answer shows here."],
  "not-permitted": [
    "You do not have access to this list",
    "Your role does not include it. Ask your team manager.",
  ],
  unreachable: [
    "Not known: this screen cannot reach CP-IS",
    "The list is not known here. Do not rely on what it said before. It is tried again by itself.",
  ],
};

export const titles: Readonly<Record<TeamState["kind"], string>> = {
  inbox: "CP-IS inbox",
  "work-list": "CP-IS work list",
  mailbox: "CP-IS mailbox",
  loading: "CP-IS",
  "not-permitted": "CP-IS",
  unreachable: "CP-IS",
};

export const inboxGroups = {
  open: "Nobody is dealing with these",
  taken: "Being dealt with",
  done: "Finished",
} as const;
export const inboxTabs = {
  open: "Open",
  mine: "Mine",
  finished: "Finished",
  duty: "Emergency duty",
} as const;
/** An empty list is not evidence that nobody was seen (H-19). */
const noEvidence = "That is not evidence that no child was seen.";
export const inboxEmpty = {
  open: `No notice is waiting for anybody. ${noEvidence}`,
  mine: "You are dealing with none.",
  finished: `None has been finished. ${noEvidence}`,
  duty: `None is with the emergency duty team. ${noEvidence}`,
} as const;
export const workTabs = {
  all: "To put right",
  mine: "Mine",
  inactive: "NHS number inactive",
  unplaced: "Not on our books",
  files: "Files sent",
} as const;
export const workEmpty = {
  all: "Nothing waits to be put right.",
  mine: "None of these is yours.",
  inactive: "CP-IS has told us of no closed NHS number that waits for a decision.",
  unplaced: "Every notice fits a case of ours.",
  files: "",
} as const;
export const noWorker = "None allocated";
export const away = "Away today";
export const planEnded = "Plan ended";
/** Before the number an unborn child's plan goes under. */
export const motherNumber = "mother";
export const noNhsNumber = "No NHS number";
export const passedUpTo = (to: string): string => `Passed up to ${to}`;
export const passedOnTo = (to: string): string => `Passed on to ${to}`;
export const nobodyActed = ": nobody acted";
export const writeNote = "Write the note";
export const readNote = "Read note";
export const hideNote = "Hide note";
export const noNote = "No note was written.";
export const later = "Later";
export const filesSent = "Files sent";
export const noFiles = "No file has been sent.";
export const refusedSide = "Refused";
export const oursSide = "Ours now";
/** Under what was compared: CP-IS says that it does not match, never what it holds. */
export const notSaidWhich = (at: string): string =>
  `Refused ${at}. CP-IS does not say which differs: look the child up on the national records.`;
export const nobodyFits = "Nobody on our books";
/** Ages stand beside their limits (ui 5). */
export const readEvery = (often: string): string => `Read every ${often}. Alarm after 1 hour.`;
export const usualGap = (gap: string, alarm: string): string =>
  `Usual gap up to ${gap}. Alarm after ${alarm}.`;
/** A council without a history is judged by its settings. */
export const noUsualGap = (alarm: string): string => `Too few for a usual gap. Alarm after ${alarm}.`;
/** Each file is waited for by its own time of sending, in the table beside it. */
export const answerLimit = "Each file has its own limit.";
export const longerThanUsual = "Longer than usual";
export const expiry = "Messages are lost nationally 5 days after they arrive.";
export const kept = "Kept as they came, not thrown away.";
export const neverRead = "Never read";
export const noneYet = "None yet";
export const goLive = "Line: 95 % needed to go live.";
export const nobodyInScope = "No child has a plan to share.";

const counted = (count: number, one: string, many: string): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** Under the count of those the NHS can see; a plan that has ended is one of its own. */
export const visibleFoot = (ended: number): string =>
  ended === 0 ? "CP-IS has accepted what was sent." : `${formatCount(ended)} more shown as ended.`;
/** Under the count of those not visible: nobody sees these either, and nobody here can change it (H-25). */
export const cannotBeSharedFoot = (count: number): string =>
  count === 0 ? "" : `${String(count)} more cannot be shared through CP-IS.`;
/** Under the count of those waiting: sent is not seen, and a change in no file is not even sent (H-20). */
export const waitingFoot = (waiting: number, notSent: number, changes: number): string =>
  [
    waiting > 0 ? "Do not assume the NHS can see these." : "",
    notSent > 0 ? `${String(notSent)} not sent yet.` : "",
    changes > 0 ? `${counted(changes, "case has a change", "cases have changes")} in no file yet.` : "",
  ]
    .filter(Boolean)
    .join(" ");
export const unmappedFoot = (codes: readonly string[]): string =>
  codes.length > 0
    ? `Legal status ${codes.join(", ")}: not in the mapping table.`
    : "Every open legal status is in the mapping table.";
