import type { LocalDate } from "../../domain/instant.js";
import type { NhsNumber } from "../../domain/nhs-number.js";
import { standingDeletions, type ApprovedDeletion } from "../../domain/plan-deletion.js";
import { reconcilePlans, type Reconciliation } from "../../domain/reconcile.js";
import { acceptedState, type PlanOnFile } from "../../domain/sending.js";
import { subjectOfPlan } from "../../domain/sending-obstacle.js";
import type { UploadGroup, UploadSubject } from "../../domain/upload-batch.js";
import type { StoredCase, StoredDeletion } from "../../ports/case-store.js";
import type { FrozenRecord, StoredSending } from "../../ports/upload-store.js";
import type { TakeoverBaseline } from "./takeover/baseline.js";

/** A subject as the next file would have it. */
export interface GroupPicture {
  readonly group: UploadGroup;
  readonly sendings: readonly StoredSending[];
  readonly reconciliation: Reconciliation;
  /**
   * Since when the oldest change of its cases waits. Of the second of two changes that cannot go into one file: since the register
   * took the first, so that it does not wait for the next scheduled file (H-21).
   */
  readonly changedAt?: number;
  /** Since when somebody wishes that it is sent, changed or not. */
  readonly wishedAt?: number;
}

/**
 * Numbers under which the register holds plans although no history gives any now: a deletion still has to be sent, and a
 * plan that nothing supports has to be settled. Absence never removes.
 */
export function leftOver(
  cases: readonly StoredCase[],
  groups: readonly UploadGroup[],
  sendings: ReadonlyMap<string, readonly StoredSending[]>,
  conflicts: ReadonlySet<string>,
  inactive: ReadonlySet<string>,
): readonly UploadGroup[] {
  const known = new Set<string>([...groups.map(({ nhsNumber }) => nhsNumber), ...conflicts, ...inactive]);
  let holders: ReadonlyMap<string, readonly string[]> | undefined;
  return [...sendings].flatMap(([nhsNumber, own]) => {
    if (known.has(nhsNumber)) return [];
    const subjects = own.at(-1)?.subjects ?? [];
    if (acceptedPlans(own, nhsNumber).length === 0) return [];
    holders ??= casesByNumber(cases);
    const caseIds = holders.get(nhsNumber) ?? [];
    return [{ nhsNumber: nhsNumber as NhsNumber, subjects, periods: [], caseIds }];
  });
}

function casesByNumber(cases: readonly StoredCase[]): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const { record } of cases) {
    const kinds = ["child-protection-plan", "unborn-child-protection-plan"] as const;
    for (const number of new Set(kinds.flatMap((kind) => subjectOfPlan(record, kind)?.nhsNumber ?? []))) {
      const own = holders.get(number);
      if (own === undefined) holders.set(number, [record.localId]);
      else own.push(record.localId);
    }
  }
  return holders;
}

/** What a group's picture is made of. */
export interface GroupFacts {
  readonly baseline: TakeoverBaseline | undefined;
  readonly today: LocalDate;
  readonly byId: ReadonlyMap<string, StoredCase>;
  readonly wishes: ReadonlyMap<string, number>;
  /** By number; with the previous system's last word, where there was one. */
  readonly known: ReadonlyMap<string, readonly StoredSending[]>;
  readonly own: ReadonlyMap<string, readonly StoredSending[]>;
  readonly approved: ReadonlyMap<string, readonly ApprovedDeletion[]>;
}

/** The approved deletions of each case. */
export function approvedByCase(
  deletions: readonly StoredDeletion[],
): ReadonlyMap<string, readonly ApprovedDeletion[]> {
  const byCase = new Map<string, ApprovedDeletion[]>();
  for (const { approved } of deletions) {
    if (approved === undefined) continue;
    byCase.set(approved.localId, [...(byCase.get(approved.localId) ?? []), approved]);
  }
  return byCase;
}

/** Compares one group with what the register has accepted. */
export function toGroupPicture(group: UploadGroup, facts: GroupFacts): GroupPicture {
  const { nhsNumber, caseIds } = group;
  const { baseline } = facts;
  const sendings = facts.known.get(nhsNumber) ?? [];
  const own = facts.own.get(nhsNumber) ?? [];
  const approved = caseIds.flatMap((localId) => facts.approved.get(localId) ?? []);
  const deletions = standingDeletions([...approved, ...(baseline?.deletions(nhsNumber) ?? [])], own);
  const periods = baseline?.withEnds(nhsNumber, group.periods) ?? group.periods;
  const accepted = acceptedPlans(sendings, nhsNumber);
  const reconciliation = reconcilePlans(periods, accepted, deletions, facts.today);
  const changes = caseIds.flatMap((localId) => facts.byId.get(localId)?.changedAt ?? []);
  const picture = { group, sendings, reconciliation };
  const changedAt = changes.length === 0 ? leftSince(own.at(-1), picture) : Math.min(...changes);
  const wished = caseIds.flatMap((localId) => facts.wishes.get(localId) ?? []);
  return {
    ...picture,
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(wished.length === 0 ? {} : { wishedAt: Math.min(...wished) }),
  };
}

// Only after an acceptance, and only where the next file would say something else than the last one: what was refused, or cannot be
// said, must not make one file after the other.
function leftSince(last: StoredSending | undefined, picture: SaidOfGroup): number | undefined {
  if (!picture.reconciliation.changed || last?.outcome.kind !== "accepted") return undefined;
  const said = new Set(last.plans.map((plan) => JSON.stringify(plan)));
  const { plans } = toFrozenRecord(picture);
  return plans.every((plan) => said.has(JSON.stringify(plan))) ? undefined : Date.parse(last.outcome.at);
}

type SaidOfGroup = Pick<GroupPicture, "group" | "sendings" | "reconciliation">;

/** What a file made now says of a group. */
export function toFrozenRecord(picture: SaidOfGroup): FrozenRecord {
  const { group, reconciliation } = picture;
  const subjects = withEarlierSubjects(picture);
  const unborn = (kind: string): boolean => kind === "unborn-child-protection-plan";
  return {
    nhsNumber: group.nhsNumber,
    localIds: subjects.flatMap(({ localId }) => localId ?? []),
    subjects,
    plans: reconciliation.send.filter(({ kind }) =>
      subjects.some((subject) => (subject.kind === "mother") === unborn(kind)),
    ),
  };
}

// A deletion may be about somebody whose history gives no plan any more: who that is was said when the plan was sent.
function withEarlierSubjects({ group, sendings }: SaidOfGroup): readonly UploadSubject[] {
  const earlier = sendings.flatMap(({ subjects }) => subjects).reverse();
  const missing = (["child", "mother"] as const).flatMap((kind) =>
    group.subjects.some((subject) => subject.kind === kind)
      ? []
      : (earlier.find((subject) => subject.kind === kind) ?? []),
  );
  return [...group.subjects, ...missing];
}

interface AddedUp {
  readonly sendings: readonly StoredSending[];
  readonly plans: readonly PlanOnFile[];
}

const addedUp = new WeakMap<StoredSending, AddedUp>();

// The store gives the same objects until their file changes: only the children of that file are added up again.
function acceptedPlans(sendings: readonly StoredSending[], nhsNumber: string): readonly PlanOnFile[] {
  const latest = sendings.at(-1);
  if (latest === undefined) return [];
  const known = addedUp.get(latest);
  const same = known?.sendings.length === sendings.length;
  if (same && known.sendings.every((sending, index) => sending === sendings[index])) return known.plans;
  const { plans } = acceptedState(sendings, nhsNumber);
  addedUp.set(latest, { sendings, plans });
  return plans;
}
