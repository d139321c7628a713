import type {
  TakeoverDifferenceView,
  TakeoverDone,
  TakeoverLineView,
  TakeoverPersonView,
  TakeoverPlanView,
  TakeoverStage,
  TakeoverView,
} from "../../../contract/takeover.js";
import { toInstant } from "../../../domain/instant.js";
import { differenceText, undecidedActs } from "../../../domain/takeover-approval.js";
import {
  isAboutPlan,
  type TakeoverAct,
  type TakeoverActKind,
  type TakeoverLine,
} from "../../../domain/takeover.js";
import type { StoredTakeover, TakeoverStore } from "../../../ports/takeover-store.js";
import { nameOfCase } from "../notices/inbox.js";
import type { StoredSending } from "../../../ports/upload-store.js";
import type { CouncilPicture } from "../picture.js";
import { differenceNow } from "./difference.js";

type Hash = TakeoverStore["hash"];
type Proposed = Pick<
  StoredTakeover,
  "firstSequenceNumber" | "previousSequenceNumber" | "previous" | "decisions"
>;

/** Names a plan without its NHS number. */
export function planIdOf(hash: Hash, { nhsNumber, kind, start }: TakeoverAct, caseId = ""): string {
  return hash(`takeover plan ${nhsNumber ?? caseId} ${kind} ${start}`).slice(0, 16);
}

const actKinds: Readonly<Record<TakeoverActKind, 0>> = {
  add: 0,
  end: 0,
  change: 0,
  delete: 0,
  same: 0,
  keep: 0,
  ended: 0,
  left: 0,
  withheld: 0,
  undecided: 0,
};

/** A difference as its readers see it: first what somebody must decide. */
export function toDifferenceView(
  hash: Hash,
  picture: CouncilPicture,
  proposed: Proposed,
  lines: readonly TakeoverLine[],
  started = false,
): TakeoverDifferenceView {
  const counts: Record<TakeoverActKind, number> = { ...actKinds };
  for (const { acts } of lines) for (const { act } of acts) counts[act] += 1;
  // Before the first file nothing was sent from here, so that every sending is of the take-over or later.
  const sendings = started ? picture.input.sendings : [];
  const latest = new Map<string, StoredSending>(sendings.map((sending) => [sending.nhsNumber, sending]));
  const views = lines.map((line) => toLineView(hash, picture, proposed, line, latest));
  const { previousSequenceNumber } = proposed;
  return {
    firstSequenceNumber: proposed.firstSequenceNumber,
    ...(previousSequenceNumber === undefined ? {} : { previousSequenceNumber }),
    previousChildren: proposed.previous.length,
    cases: picture.input.cases.length,
    counts,
    lines: [
      ...views.filter(({ kind }) => kind === "decide"),
      ...views.filter(({ kind }) => kind !== "decide"),
    ],
  };
}

function toLineView(
  hash: Hash,
  picture: CouncilPicture,
  { decisions }: Proposed,
  line: TakeoverLine,
  latestOf: ReadonlyMap<string, StoredSending>,
): TakeoverLineView {
  return {
    kind: line.kind,
    caseIds: line.caseIds,
    people: toPeople(picture, line),
    refusedBefore: line.previous.some(({ refused }) => refused === true),
    plans: line.acts.map((act): TakeoverPlanView => {
      const { nhsNumber, ...plan } = act;
      const made = decisions.find((each) => each.nhsNumber === nhsNumber && isAboutPlan(each, act));
      const latest = latestOf.get(nhsNumber ?? "");
      return {
        planId: planIdOf(hash, act, line.caseIds[0]),
        ...plan,
        ...(made === undefined ? {} : { decision: toDecisionView(made) }),
        ...(latest === undefined || !said.has(act.act) ? {} : { outcome: latest.outcome.kind }),
      };
    }),
  };
}

const said: ReadonlySet<TakeoverActKind> = new Set(["add", "end", "change", "delete", "same"]);

function toDecisionView(
  made: StoredTakeover["decisions"][number],
): NonNullable<TakeoverPlanView["decision"]> {
  const { decision, decidedBy, decidedAt } = made;
  const detail = made.decision === "end" ? { end: made.end } : { reason: made.reason };
  return { decision, ...detail, decidedBy, decidedAt };
}

function toPeople(picture: CouncilPicture, line: TakeoverLine): readonly TakeoverPersonView[] {
  const own = line.caseIds.flatMap((caseId): readonly TakeoverPersonView[] => {
    const record = picture.caseOf(caseId)?.stored.record;
    if (record === undefined) return [];
    const { subject } = record;
    const person = subject.kind === "child" ? subject.child : subject.beforeBirth.mother;
    return [
      {
        kind: subject.kind === "child" ? "child" : "mother",
        localId: caseId,
        name: nameOfCase(record),
        ...(person === undefined ? {} : { birthDate: person.birthDate }),
        ...(person?.nhsNumber === undefined ? {} : { nhsNumber: person.nhsNumber }),
        known: true,
      },
    ];
  });
  const numbers = new Set(own.map(({ nhsNumber }) => nhsNumber));
  const others = line.previous
    .filter(({ nhsNumber }) => !numbers.has(nhsNumber))
    .flatMap(({ subjects }) => subjects)
    .map(({ kind, nhsNumber, localId, birthDate, given, family }): TakeoverPersonView => ({
      kind,
      ...(localId === undefined ? {} : { localId }),
      name: `${family.toLocaleUpperCase("en-GB")}, ${given}`,
      birthDate,
      nhsNumber,
      known: line.caseIds.length > 0,
    }));
  return [...own, ...others];
}

/** A take-over as it stands. */
export function toTakeoverView(
  hash: Hash,
  picture: CouncilPicture,
  takeover: StoredTakeover | undefined,
  facts: { readonly expected: boolean; readonly hasUploads: boolean },
): TakeoverView {
  const { expected, hasUploads } = facts;
  if (takeover === undefined) {
    return { stage: "none", expected, changedSinceProposed: false, undecided: 0 };
  }
  const lines = differenceNow(picture, takeover);
  const stage: TakeoverStage = takeover.state === "approved" && hasUploads ? "started" : takeover.state;
  const open = stage === "proposed" || stage === "approved";
  const done = (name: "proposed" | "approved" | "ended", by?: string, at?: number) =>
    by === undefined || at === undefined ? {} : { [name]: toDone(takeover, by, at) };
  return {
    stage,
    expected,
    revision: takeover.revision,
    ...done("proposed", takeover.proposedBy, takeover.proposedAt),
    ...done("approved", takeover.approvedBy, takeover.approvedAt),
    ...done("ended", takeover.endedBy, takeover.endedAt),
    ...(takeover.outdatedAt === undefined ? {} : { outdatedAt: toInstant(takeover.outdatedAt) }),
    changedSinceProposed: open && hash(differenceText(lines)) !== takeover.differenceHash,
    undecided: open ? undecidedActs(lines).length : 0,
    difference: toDifferenceView(hash, picture, takeover, lines, stage === "started"),
  };
}

function toDone({ names }: StoredTakeover, by: string, at: number): TakeoverDone {
  const name = names[by];
  return { by, ...(name === undefined ? {} : { name }), at: toInstant(at) };
}
