import type { ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type {
  CaseList,
  CaseSearch,
  CaseView,
  DeletionOrder,
  ImportFault,
  ImportResult,
} from "../../../contract/council-case.js";
import { readCaseDraft, type ImportBatch } from "../../../contract/parse-council-request.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import { validateCase, type CaseReading } from "../../../domain/case-validation.js";
import { mayChangeNumber } from "../../../domain/inactive-number.js";
import { londonTime, toInstant } from "../../../domain/instant.js";
import { isTeam } from "../../../domain/worker-directory.js";
import { decideDeletion } from "../../../domain/plan-deletion.js";
import { CpisError, type Issue } from "../../../errors/cpis-error.js";
import type { AuditActor, AuditEntry } from "../../../ports/audit.js";
import type { CaseStore } from "../../../ports/case-store.js";
import type { Clock, IdSource } from "../../../ports/runtime.js";
import type { CouncilChanges } from "../council-changes.js";
import type { NoticeService } from "../notices/notice-service.js";
import type { CouncilPicture } from "../picture.js";
import type { PictureSource } from "../picture-source.js";
import { caseWork, unsupportedPlans } from "./case-work.js";
import { toCaseView } from "./case-view.js";
import { searchCases } from "./search-cases.js";

/** The council's cases, as pages and case systems use them. */
export interface CaseService {
  /** Throws `CPIS_CASE_INVALID` with every fault. Saving what is saved already changes nothing. */
  put(localId: string, body: unknown, actor: AuditActor): Promise<CaseView>;
  /** Throws `CPIS_CASE_NOT_FOUND`. */
  view(localId: string): Promise<CaseView>;
  search(search: CaseSearch): Promise<CaseList>;
  /** Good rows are saved, or with `checkOnly` none; every fault of the others is named, nothing is dropped in silence. */
  import(batch: ImportBatch, actor: AuditActor): Promise<ImportResult>;
  requestDeletion(localId: string, order: DeletionOrder, actor: AuditActor): Promise<CaseView>;
  /** By a second person. Throws `CPIS_DELETION_REFUSED` with every reason. */
  approveDeletion(localId: string, deletionId: string, actor: AuditActor): Promise<CaseView>;
}
export const CaseService: ServiceIdentifier<CaseService> = Symbol("CaseService");

/** What the service works with. */
export interface CaseServiceParts {
  readonly plan: CouncilPlan;
  readonly cases: CaseStore;
  readonly pictures: PictureSource;
  readonly notices: NoticeService;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Cases are validated whole before anything is kept. */
export function createCaseService(parts: CaseServiceParts): CaseService {
  const { cases, changes } = parts;
  const view = (localId: string): Promise<CaseView> => viewCase(parts, localId);
  return {
    view,
    async put(localId, body, actor) {
      const reading = await readCase(parts, localId, body);
      if (!reading.ok) throw new CpisError("CPIS_CASE_INVALID", { issues: reading.issues });
      await save(parts, [reading.record], actor);
      return view(localId);
    },
    async search(search) {
      return searchCases(await parts.pictures.current(), await parts.notices.inbox(), parts.plan, search);
    },
    import: (batch, actor) => importCases(parts, batch, actor),
    async requestDeletion(localId, order, actor) {
      if ((await cases.find(localId)) === undefined) throw new CpisError("CPIS_CASE_NOT_FOUND");
      const at = parts.clock.now();
      const { id: requestedBy, name: requestedByName } = actor;
      const named = requestedByName === undefined ? {} : { requestedByName };
      const request = { localId, ...order, requestedBy, ...named, requestedAt: toInstant(at) };
      await cases.requestDeletion(
        { deletionId: parts.ids.uuid(), request },
        { at, action: "deletion-requested", actor, reason: order.kind, subject: { localId } },
      );
      changes.publish({ kind: "case-changed", localId });
      return view(localId);
    },
    async approveDeletion(localId, deletionId, actor) {
      await approve(parts, localId, deletionId, actor);
      changes.publish({ kind: "case-changed", localId });
      return view(localId);
    },
  };
}

async function viewCase(
  { pictures, notices, plan, clock }: CaseServiceParts,
  localId: string,
): Promise<CaseView> {
  const picture = await pictures.current();
  const one = picture.caseOf(localId);
  if (one === undefined)
    throw new CpisError(isDamaged(picture, localId) ? "CPIS_SEAL_BROKEN" : "CPIS_CASE_NOT_FOUND");
  return toCaseView(one, {
    work: caseWork(picture, one, plan.placementCodes),
    unsupported: unsupportedPlans(picture, one),
    deletions: picture.input.deletions,
    episodes: await notices.ofCase(localId),
    directory: plan.directory,
    now: clock.now(),
  });
}

// A case that cannot be opened is not a case that does not exist.
function isDamaged({ input }: CouncilPicture, localId: string): boolean {
  return input.damage?.rows.some((row) => row.place === "case" && row.localId === localId) === true;
}

async function readCase(
  parts: CaseServiceParts,
  localId: string | undefined,
  body: unknown,
): Promise<CaseReading> {
  const shape = readCaseDraft(body);
  if (!shape.ok) return shape;
  const named = shape.draft.localId ?? localId;
  if (localId !== undefined && named !== localId) {
    return { ok: false, issues: [{ path: "localId", message: "differs from the address" }] };
  }
  const draft = named === undefined ? shape.draft : { ...shape.draft, localId: named };
  const reading = validateCase(draft, londonTime(parts.clock.now()).date);
  if (!reading.ok) return reading;
  const issues = await policyFaults(parts, reading.record);
  return issues.length === 0 ? reading : { ok: false, issues };
}

// What only the council's own memory can know to be wrong.
async function policyFaults(
  { cases, pictures, plan }: CaseServiceParts,
  record: CaseRecord,
): Promise<readonly Issue[]> {
  const { localId, subject } = record;
  const child = subject.kind === "child" ? subject.child : undefined;
  const numbers = [child?.nhsNumber, subject.beforeBirth?.mother?.nhsNumber];
  if (numbers.some((number) => number === localId)) {
    // A local id stands in addresses and logs of other programs.
    return [{ path: "localId", message: "is the NHS number: use the case's own identifier" }];
  }
  const before = (await cases.find(localId))?.record;
  const old = before?.subject.kind === "child" ? before.subject.child.nhsNumber : undefined;
  if (before === undefined || old === undefined || child?.nhsNumber === old) return [];
  const closed = (await pictures.current()).inactive.has(old);
  if (!closed || mayChangeNumber(before, plan.placementCodes)) return [];
  return [
    {
      path: "child.nhsNumber",
      message: "may not replace a closed number where the case speaks of adoption: open a new case (H-24)",
    },
  ];
}

async function save(
  { cases, clock, changes }: CaseServiceParts,
  records: readonly CaseRecord[],
  actor: AuditActor,
): Promise<number> {
  const at = clock.now();
  const changed: CaseRecord[] = [];
  for (const record of records) {
    const before = (await cases.find(record.localId))?.record;
    if (JSON.stringify(before) !== JSON.stringify(record)) changed.push(record);
  }
  const audit = changed.map(({ localId }): AuditEntry => ({
    at,
    action: "case-saved",
    actor,
    subject: { localId },
  }));
  if (changed.length > 0) await cases.save(changed, at, audit);
  const [only, ...others] = changed.map(({ localId }) => localId);
  if (only !== undefined && others.length === 0) changes.publish({ kind: "case-changed", localId: only });
  // One event of a whole batch: every open page hears each of them.
  else if (only !== undefined) changes.publish({ kind: "cases-changed", localIds: [only, ...others] });
  return changed.length;
}

async function importCases(
  parts: CaseServiceParts,
  batch: ImportBatch,
  actor: AuditActor,
): Promise<ImportResult> {
  const faults: ImportFault[] = [];
  const warnings: ImportFault[] = [];
  const rows = new Map<string, number>();
  const good = new Map<string, CaseRecord>();
  for (const [index, body] of batch.rows.entries()) {
    const row = batch.firstRow + index;
    const reading = await readCase(parts, undefined, body);
    if (!reading.ok) {
      faults.push(...reading.issues.map((issue) => ({ row, ...issue })));
      continue;
    }
    const { localId, teamId } = reading.record;
    // The child must be seen by the NHS all the same: a row is not refused for it.
    if (teamId !== undefined && !isTeam(parts.plan.directory, teamId)) {
      const message = "is no team of the configuration: notices go to the default team (H-18)";
      warnings.push({ row, path: "teamId", message });
    }
    const earlier = rows.get(localId);
    if (earlier === undefined) good.set(localId, reading.record);
    else {
      // Which of the two is meant nobody can say: one that is saved could end a plan that the other continues.
      good.delete(localId);
      const message = `stands in row ${String(earlier)} too; neither was taken`;
      faults.push({ row, path: "localId", message });
    }
    rows.set(localId, earlier ?? row);
  }
  if (batch.checkOnly === true) return { saved: 0, unchanged: 0, faults, warnings };
  const saved = await save(parts, [...good.values()], actor);
  return { saved, unchanged: good.size - saved, faults, warnings };
}

async function approve(
  { cases, pictures, clock }: CaseServiceParts,
  localId: string,
  deletionId: string,
  actor: AuditActor,
): Promise<void> {
  const found = (await cases.deletions()).find((each) => each.deletionId === deletionId);
  const one = (await pictures.current()).caseOf(localId);
  if (found?.request.localId !== localId || one === undefined) throw new CpisError("CPIS_CASE_NOT_FOUND");
  if (found.approved !== undefined) return;
  const at = clock.now();
  const named = actor.name === undefined ? {} : { approvedByName: actor.name };
  const approval = { approvedBy: actor.id, ...named, approvedAt: toInstant(at) };
  const decision = decideDeletion(found.request, approval, one.derivation.periods);
  if (!decision.allowed) throw new CpisError("CPIS_DELETION_REFUSED", { issues: decision.issues });
  const { kind } = found.request;
  const { ground } = decision.deletion;
  await cases.approveDeletion(deletionId, decision.deletion, {
    at,
    action: "deletion-approved",
    actor,
    reason: ground === undefined ? kind : `${kind} ${ground}`,
    subject: { localId },
  });
}
