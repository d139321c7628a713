import { sentName, type CaseRecord, type RegisteredPerson } from "./case-record.js";
import type { LocalDate } from "./instant.js";
import type { NhsNumber } from "./nhs-number.js";
import { compareDates } from "./local-date.js";
import type { PlanPeriod } from "./plan-periods.js";
import type { PlanKind } from "./protection-record.js";
import { sendingObstacles, subjectOfPlan, type SendingObstacle } from "./sending-obstacle.js";
import { workItem, type WorkItem } from "./work-item.js";

/** Who a record of a file names. */
export interface UploadSubject {
  /** The mother, where the plan is an unborn child's. */
  readonly kind: "child" | "mother";
  readonly nhsNumber: NhsNumber;
  readonly localId?: string;
  readonly birthDate: LocalDate;
  readonly given: string;
  readonly family: string;
}

/** Everything that is held under one NHS number: one record of a file (issue: all of a child's plans in one `record`). */
export interface UploadGroup {
  readonly nhsNumber: NhsNumber;
  /** One or two: a young mother has plans of her own and carries her unborn child's. */
  readonly subjects: readonly UploadSubject[];
  readonly periods: readonly PlanPeriod[];
  /** The cases it is made of. */
  readonly caseIds: readonly string[];
}

/** A plan that cannot be sent, with the reasons that our own check found. */
export interface WithheldPlan {
  readonly caseId: string;
  readonly kind: PlanKind;
  readonly obstacles: readonly SendingObstacle[];
}

/** Cases made ready for files. */
export interface UploadGroups {
  readonly groups: readonly UploadGroup[];
  readonly withheld: readonly WithheldPlan[];
  /** One task for each number that two cases disagree about; nothing is sent under it (H-22). */
  readonly conflicts: readonly WorkItem[];
}

interface Candidate {
  readonly caseId: string;
  readonly subject: UploadSubject;
  readonly periods: readonly PlanPeriod[];
}

/**
 * Gathers the derived plans of many cases under the NHS numbers they are sent with.
 *
 * Twins not yet born share their mother's one unborn plan: it lasts from the first start to the last end. Two cases that say
 * different things about who a number belongs to are both withheld, because one of them would flag the wrong child (H-22).
 */
export function groupForUpload(
  cases: readonly { readonly record: CaseRecord; readonly periods: readonly PlanPeriod[] }[],
  inactiveNumbers: ReadonlySet<NhsNumber>,
): UploadGroups {
  const byNumber = new Map<NhsNumber, Candidate[]>();
  const withheld: WithheldPlan[] = [];
  for (const { record, periods } of cases) {
    for (const kind of new Set(periods.map((period) => period.kind))) {
      const obstacles = sendingObstacles(record, kind, inactiveNumbers);
      const subject = toSubject(record, kind);
      if (obstacles.length > 0 || subject === undefined) {
        withheld.push({ caseId: record.localId, kind, obstacles });
        continue;
      }
      const own = periods.filter((period) => period.kind === kind);
      const candidates = byNumber.get(subject.nhsNumber) ?? [];
      candidates.push({ caseId: record.localId, subject, periods: own });
      byNumber.set(subject.nhsNumber, candidates);
    }
  }
  const conflicts: WorkItem[] = [];
  const groups = [...byNumber].flatMap(([nhsNumber, candidates]) => {
    if (agree(candidates)) return [toGroup(nhsNumber, candidates)];
    conflicts.push(workItem("settle-shared-number", { nhsNumber }));
    return [];
  });
  return { groups, withheld, conflicts };
}

function toSubject(record: CaseRecord, kind: PlanKind): UploadSubject | undefined {
  const person: (RegisteredPerson & { readonly localId?: string }) | undefined = subjectOfPlan(record, kind);
  if (person?.nhsNumber === undefined) return undefined;
  const unborn = kind === "unborn-child-protection-plan";
  // The wire's local id is the person's: the mother's own, never the unborn child's case (cpis-messages 4.3).
  const localId = unborn ? person.localId : record.localId;
  return {
    kind: unborn ? "mother" : "child",
    nhsNumber: person.nhsNumber,
    ...(localId === undefined ? {} : { localId }),
    birthDate: person.birthDate,
    ...sentName(person),
  };
}

function agree(candidates: readonly Candidate[]): boolean {
  const identities = candidates.map(({ subject }) =>
    [subject.birthDate, subject.given, subject.family].join("|").toLowerCase(),
  );
  const children = candidates.filter(({ subject }) => subject.kind === "child").map(({ caseId }) => caseId);
  return new Set(identities).size === 1 && new Set(children).size <= 1;
}

function toGroup(nhsNumber: NhsNumber, candidates: readonly Candidate[]): UploadGroup {
  const subjects = new Map<UploadSubject["kind"], UploadSubject>();
  for (const { subject } of candidates) {
    const known = subjects.get(subject.kind);
    if (known?.localId === undefined) subjects.set(subject.kind, subject);
  }
  const unborn = candidates
    .filter(({ subject }) => subject.kind === "mother")
    .flatMap(({ periods }) => periods);
  const own = candidates.filter(({ subject }) => subject.kind === "child").flatMap(({ periods }) => periods);
  return {
    nhsNumber,
    subjects: [...subjects.values()].sort((one, other) =>
      one.kind < other.kind ? -1 : Number(one.kind > other.kind),
    ),
    periods: [...own, ...joinUnborn(unborn)],
    caseIds: [...new Set(candidates.map(({ caseId }) => caseId))],
  };
}

function joinUnborn(periods: readonly PlanPeriod[]): readonly PlanPeriod[] {
  const joined: PlanPeriod[] = [];
  for (const period of [...periods].sort((one, other) => compareDates(one.start, other.start))) {
    const last = joined.at(-1);
    if (last === undefined || (last.end ?? "9999") < period.start) joined.push(period);
    else if ((period.end ?? "9999") > (last.end ?? "9999")) {
      joined[joined.length - 1] = { ...period, start: last.start };
    }
  }
  return joined;
}
