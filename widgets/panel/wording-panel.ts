/** The words of the panel below its state block: what was told, who opened the record, and what a person can do about it. */
import type { PlanKind, PlanStatus } from "../../src/domain/protection-record.js";

export const told = "What we told CP-IS";
export const unsupportedPlan =
  "The NHS sees this plan, and the case’s history does not give it. End it, or take it out as entered in error.";
/** Before any file has carried the child. */
export const toTell = "What CP-IS has yet to be told";
export const toldNothing = "Nothing: there is no plan that CP-IS holds.";
export const opened = "Opened by the NHS";

/** Above the cards, always. */
export const whatOpenedMeans =
  "“Opened” means someone in the NHS looked at the record. It does not mean the child was treated, or is still there.";

/** Where no notice has come: silence is not evidence (H-19). */
export const notOpened = "CP-IS has reported no opening to us. It never reports planned care.";

export const planNames: Readonly<Record<PlanKind, string>> = {
  "child-protection-plan": "Child protection plan",
  "looked-after-child": "Looked after child",
  "unborn-child-protection-plan": "Unborn child protection plan",
};

export const planStatusWords: Readonly<Record<PlanStatus, string>> = {
  current: "Current",
  ended: "Ended",
  "not-started": "Not started",
};

export const nobody = "Nobody is dealing with this";
export const take = "I am dealing with this";
export const pass = "Pass to someone else";
export const passTo = "Pass to";
export const passNow = "Pass on";
export const keep = "Keep it";
export const finish = "Save note and finish";
export const noteLabel = "What did you do? (goes in the case notes)";
export const noteMissing = "Write what you did first.";
export const directory = "(from our directory)";
export const sendAgain = "Send again now";
/** For a child whom no file has carried yet. */
export const sendNow = "Send now";
/** Asked for is not sent, and sent is not seen (H-20). */
export const sendAgainWaits = (at: string): string =>
  `Asked for ${at}: it goes with the next file. What the NHS can see is as above.`;
export const showHistory = "Show history";
export const hideHistory = "Hide history";
export const noHistory = "Nothing has been sent yet.";
export const inError = "Entered in error";

/** What *Entered in error* does, before it happens: it takes a child out of the NHS's sight. */
export const inErrorMeans =
  "This asks for the plan to be taken out of CP-IS. The NHS will be told there is no record. A second person must agree, and the case’s own history must be corrected. To end a plan that was right, put an end date on it instead.";
export const inErrorWhich = "Which plan?";
export const inErrorReason = "Why was it entered in error?";
export const inErrorAsk = "Ask a second person";
export const inErrorStop = "Do not ask";
export const reasonMissing = "Write why first, in words a second person can judge by.";

/** Cards that arrived while somebody was at work in the panel. */
export const newCards = (count: number): string => `${String(count)} new, show`;
export const earlier = (count: number): string => `Show earlier (${String(count)})`;

/** What a screen reader is told when a card arrives. */
export const arrived = "Someone in the NHS opened this child’s record.";

/** A deletion that waits for its second person. */
export const deletionWaits = (plan: string, by: string, at: string): string =>
  `${by} asked on ${at} to take the plan “${plan}” out of CP-IS, as entered in error. A second person must agree.`;
export const deletionMeans = "The NHS will be told there is no record.";
/** Nobody can agree while the history still says that the child had this plan. */
export const deletionHistory =
  "The case’s own history still gives this plan. Correct it there first; then a second person can agree.";
export const deletionOwn = "You asked, so somebody else must agree.";
export const deletionAgree = "I agree: it was entered in error";
