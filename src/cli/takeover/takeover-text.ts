import type {
  TakeoverDifferenceView,
  TakeoverDone,
  TakeoverLineView,
  TakeoverPersonView,
  TakeoverPlanView,
  TakeoverStage,
  TakeoverView,
} from "../../contract/takeover.js";
import type { TakeoverActKind, TakeoverWhy } from "../../domain/takeover.js";
import type { PlanKind } from "../../domain/protection-record.js";

const planWords: Readonly<Record<PlanKind, string>> = {
  "child-protection-plan": "CPP",
  "looked-after-child": "LAC",
  "unborn-child-protection-plan": "UCPP",
};

/** In the order in which they are printed: what somebody must do first. */
const sections: readonly (readonly [TakeoverActKind, string])[] = [
  ["undecided", "TO DECIDE: on CP-IS, and nothing says what should become of it"],
  ["delete", "TO DELETE: entered in error, leaves CP-IS"],
  ["end", "TO END: CP-IS is told when it ended"],
  ["change", "TO CHANGE: CP-IS is told another end"],
  ["add", "TO ADD: in your cases, not on CP-IS"],
  ["withheld", "CANNOT BE SENT: in your cases, and the NHS will not see it"],
  ["left", "LEFT: on CP-IS, and nothing may be said about it now"],
  ["keep", "KEPT: left on CP-IS as it is, by decision"],
];

const whyWords: Readonly<Record<TakeoverWhy, string>> = {
  "no-mother": "no mother is linked",
  "no-nhs-number": "no NHS number",
  "mother-no-nhs-number": "the mother has no NHS number",
  "no-due-date": "no expected date of birth",
  "nhs-number-inactive": "the NHS number is closed",
  "shared-number": "two cases say different things about the number",
  "not-in-cases": "not in your cases",
  "not-in-history": "your case has no such plan",
  "ended-too-long-ago": "ended more than 365 days ago: CP-IS takes only a deletion",
};

const stageWords: Readonly<Record<TakeoverStage, string>> = {
  none: "No take-over is proposed.",
  proposed: "Proposed. Nothing is sent until a second person approves.",
  approved: "Approved. The first file is being made.",
  started: "Approved, and the first file is made.",
  withdrawn: "Withdrawn. Nothing is sent; the other system goes on.",
  released: "Withdrawn and released: this system uploads as a new council.",
};

/** A difference in plain text. Names nobody: local ids, or initials and year of birth where there is none. */
export function differenceLines(difference: TakeoverDifferenceView): readonly string[] {
  const { counts, lines, previousSequenceNumber } = difference;
  const before =
    previousSequenceNumber === undefined
      ? ""
      : `; the previous system's last was ${String(previousSequenceNumber)}`;
  const quiet = lines.filter(({ kind }) => kind === "nothing").length;
  return [
    `First file: ${String(difference.firstSequenceNumber)}${before}.`,
    `${String(difference.previousChildren)} children of the previous system, ${String(difference.cases)} cases.`,
    ...sections.flatMap(([act, title]) => section(act, title, lines)),
    "",
    `Plans: ${String(counts.add)} to add, ${String(counts.end)} to end, ${String(counts.change)} to change, ${String(counts.delete)} to delete, ${String(counts.undecided)} to decide.`,
    `The same on both sides: ${String(counts.same)}. Ended on CP-IS already: ${String(counts.ended)}. Kept: ${String(counts.keep)}. Left: ${String(counts.left)}. Cannot be sent: ${String(counts.withheld)}.`,
    `Lines with nothing to share: ${String(quiet)}.`,
  ];
}

function section(act: TakeoverActKind, title: string, lines: readonly TakeoverLineView[]): readonly string[] {
  const rows = lines.flatMap((line) =>
    line.plans.filter((plan) => plan.act === act).map((plan) => `  ${planLine(line, plan)}`),
  );
  return rows.length === 0 ? [] : ["", `${title} (${String(rows.length)})`, ...rows];
}

function planLine({ people, refusedBefore }: TakeoverLineView, plan: TakeoverPlanView): string {
  const unborn = plan.kind === "unborn-child-protection-plan";
  const whose = people.filter(({ kind }) => (kind === "mother") === unborn);
  const who = (whose.length === 0 ? people : whose).map(personWords).join(" + ");
  const { decision } = plan;
  const parts = [
    `${planWords[plan.kind]} from ${plan.start}`,
    ...(plan.heldEnd === undefined ? [] : [`CP-IS has the end ${plan.heldEnd}`]),
    ...(plan.end === undefined || plan.end === plan.heldEnd ? [] : [`end ${plan.end}`]),
    ...(plan.act === "change" && plan.end === undefined ? ["no end any more"] : []),
    ...(plan.why === undefined ? [] : [whyWords[plan.why]]),
    ...(plan.file === "later" ? ["with the file after the first"] : []),
    ...(refusedBefore && plan.heldEnd === undefined && plan.act !== "add"
      ? ["CP-IS refused the last record"]
      : []),
    ...(decision?.reason === undefined ? [] : [`because: ${decision.reason}`]),
    ...(plan.outcome === undefined ? [] : [`answer: ${plan.outcome}`]),
  ];
  return `${plan.planId}  ${who}: ${parts.join("; ")}`;
}

function personWords({ localId, name, birthDate }: TakeoverPersonView): string {
  if (localId !== undefined) return localId;
  const initials = name
    .split(/[\s,]+/)
    .flatMap((part) => part.slice(0, 1).toLocaleUpperCase("en-GB"))
    .join("");
  return birthDate === undefined ? initials : `${initials}, born ${birthDate.slice(0, 4)}`;
}

/** How a take-over stands, in plain text. */
export function statusLines(view: TakeoverView): readonly string[] {
  const { revision, difference } = view;
  return [
    stageWords[view.stage],
    ...(view.stage === "none" && view.expected
      ? ["The configuration says that this council takes over: nothing is sent, and the mailbox is not read."]
      : []),
    ...(revision === undefined ? [] : [`Revision ${String(revision)}.`]),
    ...doneLine("Proposed", view.proposed),
    ...doneLine("Approved", view.approved),
    ...doneLine(view.stage === "released" ? "Released" : "Withdrawn", view.ended),
    ...(view.outdatedAt === undefined
      ? []
      : [`TAKEN BACK at ${view.outdatedAt}: the cases had changed since the approval.`]),
    ...(view.changedSinceProposed
      ? ["CHANGED since it was proposed: look at the difference and run `cpis council takeover renew`."]
      : []),
    ...(view.undecided === 0 ? [] : [`${String(view.undecided)} plans wait for a decision.`]),
    ...(difference === undefined ? [] : ["", ...differenceLines(difference)]),
  ];
}

function doneLine(what: string, done: TakeoverDone | undefined): readonly string[] {
  return done === undefined ? [] : [`${what} by ${done.name ?? done.by}, ${done.at}.`];
}
