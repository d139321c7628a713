import type { CasePlan } from "../../../contract/council-case.js";
import type { WorkEntry } from "../../../contract/council.js";
import { decideInactiveNumber } from "../../../domain/inactive-number.js";
import { toInstant } from "../../../domain/instant.js";
import { lastsOn } from "../../../domain/sending.js";
import { sendingObstacles, subjectOfPlan, type SendingObstacle } from "../../../domain/sending-obstacle.js";
import { isRecordCode, recordCodes } from "../../../domain/upload-codes.js";
import { workOwner, type WorkKind } from "../../../domain/work-item.js";
import type { StoredSending } from "../../../ports/upload-store.js";
import { aboutCase, refusedDetails } from "../case-about.js";
import { nameOfCase } from "../notices/inbox.js";
import type { CasePicture, CouncilPicture } from "../picture.js";

const obstacleWork: Readonly<Partial<Record<SendingObstacle, WorkKind>>> = {
  "no-mother": "link-mother",
  "no-nhs-number": "find-nhs-number",
  "mother-no-nhs-number": "find-nhs-number",
  "no-due-date": "add-due-date",
};

const kinds = ["child-protection-plan", "looked-after-child", "unborn-child-protection-plan"] as const;

type Task = Pick<WorkEntry, "kind" | "since" | "code" | "detail">;

/** Everything a person must do about one case. Derived at every look, so that a task ends when its cause does (H-21). */
export function caseWork(
  picture: CouncilPicture,
  one: CasePicture,
  placementCodes: readonly string[],
): readonly WorkEntry[] {
  const { record, changedAt, savedAt } = one.stored;
  const since = toInstant(changedAt ?? savedAt);
  const tasks: readonly Task[] = [
    ...obstacles(picture, one).map((kind) => ({ kind, since })),
    ...closedNumbers(picture, one, placementCodes),
    ...answered(picture, one),
    ...(one.derivation.unplaced.some(({ reason }) => reason === "unknown-code")
      ? [{ kind: "map-status" as const, since }]
      : []),
    ...shared(picture, one).map((kind) => ({ kind, since })),
  ];
  const refused = refusedDetails(record, one.sendings[0]);
  return [...new Map(tasks.map((task) => [task.kind, task])).values()].map((task) => ({
    ...task,
    ...aboutCase(record),
    ...(task.kind === "compare-details" && refused !== undefined ? { refused } : {}),
    owner: workOwner(task.kind),
    localId: record.localId,
    name: nameOfCase(record),
  }));
}

function obstacles(
  { inactive, today }: CouncilPicture,
  { stored, derivation }: CasePicture,
): readonly WorkKind[] {
  const wanted = kinds.filter((kind) =>
    derivation.periods.some((period) => period.kind === kind && lastsOn(period, today)),
  );
  return wanted.flatMap((kind) =>
    sendingObstacles(stored.record, kind, inactive).flatMap((obstacle) => obstacleWork[obstacle] ?? []),
  );
}

function closedNumbers(
  { input, today }: CouncilPicture,
  { stored, derivation }: CasePicture,
  placementCodes: readonly string[],
): readonly Task[] {
  const own = numbersOf(stored.record);
  return input.inactiveNumbers
    .filter(({ notice }) => own.includes(notice.nhsNumber))
    .flatMap(({ notice, receivedAt }) => {
      const decision = decideInactiveNumber(notice, stored.record, derivation.periods, today, placementCodes);
      if (decision.kind === "settled") return [];
      // The number itself is proposed only where nothing speaks of an adoption (H-24).
      const detail = decision.kind === "propose" ? { detail: decision.replacement } : {};
      return [{ kind: decision.work.kind, since: toInstant(receivedAt), ...detail }];
    });
}

function answered(picture: CouncilPicture, one: CasePicture): readonly Task[] {
  return numbersOf(one.stored.record).flatMap((nhsNumber) => {
    const group = picture.groupOf(nhsNumber);
    const latest = group?.sendings.at(-1);
    const unsupported = group?.reconciliation.unsupported.length ?? 0;
    return [
      ...(latest === undefined ? [] : outcomeTask(latest)),
      ...(unsupported > 0 ? [{ kind: "settle-unsupported-plan" as const }] : []),
    ];
  });
}

/** What the answer to a sending asks of somebody. */
export function outcomeTask({ outcome }: StoredSending): readonly Task[] {
  switch (outcome.kind) {
    case "held":
      return [{ kind: "resolve-held-answer", since: outcome.at }];
    case "cannot-be-shared":
      return [{ kind: "protect-otherwise", since: outcome.at, code: "CPR02" }];
    case "refused": {
      const { code, at, detail } = outcome;
      const work = isRecordCode(code) ? recordCodes[code] : undefined;
      if (work === undefined || !("work" in work)) return [];
      return [{ kind: work.work, since: at, code, ...(detail === undefined ? {} : { detail }) }];
    }
    case "waiting":
    case "accepted":
    case "resubmit":
      return [];
  }
}

/** Plans that CP-IS holds under the case's numbers and no history gives any more. */
export const unsupportedPlans = (picture: CouncilPicture, one: CasePicture): readonly CasePlan[] =>
  numbersOf(one.stored.record).flatMap((nhsNumber) =>
    (picture.groupOf(nhsNumber)?.reconciliation.unsupported ?? []).map(({ kind, start, end }) => ({
      kind,
      start,
      ...(end === undefined ? {} : { end }),
    })),
  );

function shared({ conflicts }: CouncilPicture, one: CasePicture): readonly WorkKind[] {
  return numbersOf(one.stored.record).some((number) => conflicts.has(number)) ? ["settle-shared-number"] : [];
}

function numbersOf(record: CasePicture["stored"]["record"]): readonly string[] {
  const numbers = kinds.flatMap((kind) => subjectOfPlan(record, kind)?.nhsNumber ?? []);
  return [...new Set(numbers)];
}
