import type { CouncilPlan } from "../../config/council-plan.js";
import { unmappedStatuses } from "../../domain/coverage.js";
import { londonTime, toInstant, type LocalDate } from "../../domain/instant.js";
import type { NhsNumber } from "../../domain/nhs-number.js";
import { derivePlanPeriods, type PlanDerivation } from "../../domain/plan-periods.js";
import type { CaseRecord } from "../../domain/case-record.js";
import {
  caseReminders,
  sendingObstacles,
  subjectOfPlan,
  type CaseReminder,
} from "../../domain/sending-obstacle.js";
import { groupForUpload } from "../../domain/upload-batch.js";
import { decideVisibility } from "../../domain/visibility.js";
import type { Visibility } from "../../domain/visibility-state.js";
import { lastsOn } from "../../domain/sending.js";
import type { StoredCase, StoredDeletion } from "../../ports/case-store.js";
import type { StoredInactiveNumber } from "../../ports/notice-store.js";
import type { SendWish, StoredSending } from "../../ports/upload-store.js";
import {
  approvedByCase,
  leftOver,
  toGroupPicture,
  type GroupFacts,
  type GroupPicture,
} from "./group-picture.js";
import { hidesLatest, withDamage, type CouncilDamage } from "./damage.js";
import type { TakeoverBaseline } from "./takeover/baseline.js";

/** Everything the council's state follows from. */
export interface PictureInput {
  readonly cases: readonly StoredCase[];
  readonly deletions: readonly StoredDeletion[];
  readonly sendings: readonly StoredSending[];
  readonly inactiveNumbers: readonly StoredInactiveNumber[];
  /** Of an approved take-over: what files are compared with, never what anybody is shown to be. */
  readonly baseline?: TakeoverBaseline;
  readonly wishes?: readonly SendWish[];
  readonly damage?: CouncilDamage;
  readonly plan: Pick<CouncilPlan, "statusTable" | "uploads">;
  readonly now: number;
}

/** One case with what follows from it today. */
export interface CasePicture {
  readonly stored: StoredCase;
  readonly derivation: PlanDerivation;
  readonly visibility: Visibility;
  /** Of the plan on the mother's record, where the child is born already. */
  readonly beforeBirth?: Visibility;
  readonly reminders: readonly CaseReminder[];
  /** Of the case's own subject, newest first. */
  readonly sendings: readonly StoredSending[];
  readonly wishedAt?: number;
}

/** What is true of the council now. Derived from its records at every look, so that it cannot be out of date. */
export interface CouncilPicture {
  readonly input: PictureInput;
  readonly today: LocalDate;
  readonly groups: readonly GroupPicture[];
  /** Numbers that two cases disagree about. */
  readonly conflicts: ReadonlySet<string>;
  readonly inactive: ReadonlySet<NhsNumber>;
  groupOf(nhsNumber: string | undefined): GroupPicture | undefined;
  caseOf(localId: string): CasePicture | undefined;
}

type About = "child" | "mother";

const derivations = new WeakMap<CaseRecord, { table: unknown; derivation: PlanDerivation }>();

/** Derives the picture; what is asked of single cases is worked out when it is asked. */
export function createPicture(input: PictureInput): CouncilPicture {
  const { statusTable } = input.plan;
  const today = londonTime(input.now).date;
  const byId = new Map(input.cases.map((stored) => [stored.record.localId, stored]));
  const wishes = new Map((input.wishes ?? []).map(({ localId, askedAt }) => [localId, askedAt]));
  const inactive = new Set(input.inactiveNumbers.map(({ notice }) => notice.nhsNumber as NhsNumber));
  const derive = (record: CaseRecord): PlanDerivation => {
    const known = derivations.get(record);
    if (known?.table === statusTable) return known.derivation;
    const derivation = derivePlanPeriods(record, statusTable);
    derivations.set(record, { table: statusTable, derivation });
    return derivation;
  };
  const sendings = groupByNumber(input.sendings);
  const known =
    input.baseline === undefined ? sendings : groupByNumber([...input.baseline.sendings, ...input.sendings]);
  const grouped = groupForUpload(
    input.cases.map(({ record }) => ({ record, periods: derive(record).periods })),
    inactive,
  );
  const conflicts = new Set(grouped.conflicts.flatMap(({ nhsNumber }) => nhsNumber ?? []));
  const facts: GroupFacts = {
    baseline: input.baseline,
    today,
    byId,
    wishes,
    known,
    own: sendings,
    approved: approvedByCase(input.deletions),
  };
  const left = leftOver(input.cases, grouped.groups, known, conflicts, inactive);
  const groups = [...grouped.groups, ...left].map((group) => toGroupPicture(group, facts));
  const byNumber = new Map<string, GroupPicture>(groups.map((group) => [group.group.nhsNumber, group]));
  const pictures = new Map<string, CasePicture>();
  const picture: CouncilPicture = {
    input,
    today,
    groups,
    conflicts,
    inactive,
    groupOf: (nhsNumber) => (nhsNumber === undefined ? undefined : byNumber.get(nhsNumber)),
    caseOf: (localId) => {
      const stored = byId.get(localId);
      if (stored === undefined) return undefined;
      const known = pictures.get(localId);
      if (known !== undefined) return known;
      const wishedAt = wishes.get(localId);
      const made = toCasePicture(stored, derive(stored.record), picture, sendings);
      const whole = wishedAt === undefined ? made : { ...made, wishedAt };
      pictures.set(localId, whole);
      return whole;
    },
  };
  return picture;
}

function groupByNumber(sendings: readonly StoredSending[]): ReadonlyMap<string, readonly StoredSending[]> {
  const groups = new Map<string, StoredSending[]>();
  for (const sending of sendings) {
    const own = groups.get(sending.nhsNumber);
    if (own === undefined) groups.set(sending.nhsNumber, [sending]);
    else own.push(sending);
  }
  return groups;
}

function toCasePicture(
  stored: StoredCase,
  derivation: PlanDerivation,
  picture: CouncilPicture,
  sendings: ReadonlyMap<string, readonly StoredSending[]>,
): CasePicture {
  const { record } = stored;
  const about: About = record.subject.kind === "child" ? "child" : "mother";
  const kind = about === "child" ? "child-protection-plan" : "unborn-child-protection-plan";
  const own = sendings.get(subjectOfPlan(record, kind)?.nhsNumber ?? "") ?? [];
  const bornAndMore = about === "child" && record.subject.beforeBirth?.mother !== undefined;
  const seen = (whose: About): Visibility => visibilityOf(stored, derivation, whose, picture, sendings);
  return {
    stored,
    derivation,
    visibility: seen(about),
    ...(bornAndMore ? { beforeBirth: seen("mother") } : {}),
    reminders: caseReminders(
      record,
      (wanted) =>
        derivation.periods.some((period) => period.kind === wanted && lastsOn(period, picture.today)),
      picture.today,
    ),
    sendings: [...own].reverse(),
  };
}

function visibilityOf(
  { record, changedAt }: StoredCase,
  { periods }: PlanDerivation,
  about: About,
  picture: CouncilPicture,
  sendings: ReadonlyMap<string, readonly StoredSending[]>,
): Visibility {
  const { plan, now } = picture.input;
  const unborn = about === "mother";
  const kind = unborn ? "unborn-child-protection-plan" : "child-protection-plan";
  const nhsNumber = subjectOfPlan(record, kind)?.nhsNumber;
  // A change that makes no difference to what CP-IS should hold is not waited for.
  const known = picture.groupOf(nhsNumber);
  const waitsSince = known?.reconciliation.changed === true ? (changedAt ?? known.changedAt) : undefined;
  const own = sendings.get(nhsNumber ?? "") ?? [];
  const { damage } = picture.input;
  const isDamaged = damage !== undefined && nhsNumber !== undefined && hidesLatest(damage, nhsNumber, own);
  const decided = decideVisibility(
    {
      about,
      ...(nhsNumber === undefined ? {} : { nhsNumber }),
      periods: periods.filter((period) => (period.kind === "unborn-child-protection-plan") === unborn),
      hasUnmappedStatus: unmappedStatuses(record, plan.statusTable, picture.today).length > 0,
      obstacles: sendingObstacles(record, kind, picture.inactive),
      sendings: own,
      ...(waitsSince === undefined ? {} : { changedAt: toInstant(waitsSince) }),
      answerLimitMs: plan.uploads.answerLimitMs,
    },
    now,
  );
  return withDamage(decided, isDamaged);
}
