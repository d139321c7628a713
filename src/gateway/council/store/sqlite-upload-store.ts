import type { UploadStop } from "../../../contract/council.js";
import type { SubjectOutcome } from "../../../domain/sending.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditEntry } from "../../../ports/audit.js";
import type {
  FrozenRecord,
  NewUpload,
  OpenedUpload,
  ServedTimes,
  UploadSettlement,
  UploadStatus,
  UploadStore,
} from "../../../ports/upload-store.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type { CouncilStateTable } from "../../store/council-tables.js";
import { restoredStop } from "../../store/mark-restored.js";
import type { StoreContext } from "../../store/store-context.js";
import { toMeshLocalId } from "../uploads/mesh-local-id.js";
import { takeoverStop, type TakeoverStop } from "../takeover/takeover-stop.js";
import { concludeMessage } from "./mailbox-rows.js";
import { damageLog } from "./damage-log.js";
import { councilPlace, numberHash, sealJson } from "./seal-json.js";
import { createSendWishes, removeWishes } from "./send-wishes.js";
import { createSendingReader, openRecord } from "./stored-sendings.js";
import * as rows from "./upload-rows.js";

const pageSize = 500;

/**
 * Uploads in the store's own file; every change is one transaction with its audit rows.
 *
 * Nothing is opened while a take-over is not approved; `takeoverExpectedSince` says that the council takes over although nobody has
 * proposed it yet.
 */
export function createSqliteUploadStore(context: StoreContext, takeoverExpectedSince?: number): UploadStore {
  const { commits, database } = context;
  const read = async <T>(job: () => T): Promise<T> => {
    await Promise.resolve();
    return job();
  };
  const kept = createSendingReader(context);
  const write = (job: () => void): Promise<void> => commits.write(job);
  return {
    open: (upload, at, audit) =>
      commits.write(() => {
        const held = takeoverStop(context, takeoverExpectedSince);
        return held === undefined
          ? open(context, upload, at, audit)
          : { kind: "stopped", because: held.because };
      }),
    find: (sequence) => read(() => firstUpload(database.first(rows.oneUpload, { sequence }))),
    findByReference: ({ messageId, localId }) =>
      read(() => {
        const byId =
          messageId === undefined ? undefined : database.first(rows.uploadByMeshMessageId, { messageId });
        const byOwn =
          localId === undefined ? undefined : database.first(rows.uploadByMeshLocalId, { localId });
        return firstUpload(byId ?? byOwn);
      }),
    inFlight: () => read(() => firstUpload(database.first(rows.uploadInFlight, {}))),
    list: (limit) => read(() => database.all(rows.latestUploads, { limit }).map(rows.toStoredUpload)),
    records: (sequence, damaged) => records(context, sequence, damaged === "left-out"),
    sendings: () => read(() => kept.all()),
    damaged: () => read(() => damageLog(context).all()),
    subjectKey: (nhsNumber) => numberHash(context, nhsNumber).toString("hex"),
    prune: () => kept.prune(),
    ...createSendWishes(context),
    markLeaving: (sequence, hash, at) =>
      write(() => void database.run(rows.setLeaving, { sequence, hash, at })),
    markDoubt: (sequence, doubt) => write(() => void database.run(rows.setDoubt, { sequence, doubt })),
    markProgress: (sequence, progress) =>
      write(() => {
        database.run(rows.setProgress, { sequence, progress: JSON.stringify(progress) });
        database.run(rows.setMeshMessageId, { sequence, messageId: progress.messageId });
      }),
    markQueued: (sequence) => write(() => void database.run(rows.setQueued, { sequence })),
    markSent: (sequence, at, messageId) =>
      write(() => {
        database.run(rows.setSent, { sequence, at });
        if (messageId !== undefined) database.run(rows.setMeshMessageId, { sequence, messageId });
      }),
    settle: (sequence, settlement, at) => write(() => settle(context, sequence, settlement, at)),
    status: () => read(() => toStatus(stateOf(context), takeoverStop(context, takeoverExpectedSince))),
    stop: (because, at, message, audit) =>
      write(() => {
        stop(context, because, at);
        if (message !== undefined) concludeMessage(context, message, "quarantined", because, at);
        for (const entry of audit) insertAudit(context, entry);
      }),
    resume: (audit) =>
      write(() => {
        // A reason alone would let a number be used twice: the next one is said offline (H-20).
        if (isRestored(context)) throw new CpisError("CPIS_UPLOAD_NOT_POSSIBLE");
        database.run(rows.setStop, { stopped_because: null, stopped_at: null });
        insertAudit(context, audit);
      }),
    markServed: (times) => write(() => markServed(context, times)),
  };
}

function firstUpload(row: Parameters<typeof rows.toStoredUpload>[0] | undefined) {
  return row === undefined ? undefined : rows.toStoredUpload(row);
}

function stateOf({ database }: StoreContext): CouncilStateTable {
  const state = database.first(rows.readState, {});
  if (state === undefined) throw new CpisError("CPIS_STORE_FAILED");
  return state;
}

function toStatus(state: CouncilStateTable, held: TakeoverStop | undefined): UploadStatus {
  const { stopped_because: because, stopped_at: since } = state;
  return {
    nextSequenceNumber: state.next_sequence,
    ...(held === undefined ? {} : { stopped: held }),
    ...(because === null || since === null ? {} : { stopped: { because: because as UploadStop, since } }),
    ...(state.served_changes === null ? {} : { servedChanges: state.served_changes }),
    ...(state.served_full === null ? {} : { servedFull: state.served_full }),
  };
}

// Number, file, records and the settled changes stand or fall together.
function open(
  context: StoreContext,
  upload: NewUpload,
  at: number,
  audit: readonly AuditEntry[],
): OpenedUpload {
  const { database, ids } = context;
  const state = stateOf(context);
  if (state.stopped_because !== null) {
    return { kind: "stopped", because: state.stopped_because as UploadStop };
  }
  const waiting = database.first(rows.uploadInFlight, {});
  if (waiting !== undefined) return { kind: "in-flight", sequenceNumber: waiting.sequence_number };
  const sequence = state.next_sequence;
  database.run(rows.setNextSequence, { sequence: sequence + 1 });
  database.run(rows.insertUpload, {
    sequence_number: sequence,
    kind: upload.kind,
    attempt: upload.attempt,
    created_at: at,
    mesh_local_id: toMeshLocalId(ids.uuid()),
    authority: JSON.stringify(upload.authority),
    records: upload.records.length,
  });
  upload.records.forEach((record, position) => {
    const sealed_record = sealJson(context, record, councilPlace.uploadRecord(sequence, position));
    const subject_hash = numberHash(context, record.nhsNumber);
    database.run(rows.insertRecord, { sequence_number: sequence, position, sealed_record, subject_hash });
  });
  markServed(context, upload.serves);
  for (const settled of upload.settles) database.run(rows.clearChange, settled);
  removeWishes(context, upload.wishes ?? []);
  for (const entry of audit) insertAudit(context, { ...entry, messageId: String(sequence) });
  return { kind: "opened", sequenceNumber: sequence };
}

function markServed(context: StoreContext, times: ServedTimes): void {
  const { served_changes, served_full } = stateOf(context);
  context.database.run(rows.setServed, {
    served_changes: times.changes ?? served_changes,
    served_full: times.full ?? served_full,
  });
}

async function* records(
  context: StoreContext,
  sequence: number,
  leaveOutDamaged: boolean,
): AsyncGenerator<FrozenRecord> {
  let after = -1;
  for (;;) {
    await Promise.resolve();
    const page = context.database.all(rows.recordsAfter, { sequence, after, limit: pageSize });
    for (const row of page) {
      after = row.position;
      const record = openRecord(context, sequence, row);
      if (record !== undefined) yield record;
      else if (!leaveOutDamaged) throw new CpisError("CPIS_SEAL_BROKEN");
    }
    if (page.length < pageSize) return;
  }
}

function settle(context: StoreContext, sequence: number, settlement: UploadSettlement, at: number): void {
  const { database } = context;
  database.run(rows.setSettled, {
    sequence,
    state: settlement.state,
    answered_at: at,
    reason: settlement.reason ?? null,
    file_code: settlement.fileCode ?? null,
    succeeded: settlement.succeeded ?? null,
    failed: settlement.failed ?? null,
    resend_at: settlement.resendAt ?? null,
  });
  if (settlement.outcomes !== undefined) writeOutcomes(context, sequence, settlement.outcomes);
  if (settlement.stop !== undefined) stop(context, settlement.stop, at);
  if (settlement.message !== undefined) {
    const disposition = settlement.state === "undelivered" ? "report" : "upload-answer";
    concludeMessage(context, settlement.message, disposition, settlement.reason, at);
  }
  for (const entry of settlement.audit ?? []) insertAudit(context, entry);
}

function writeOutcomes(
  context: StoreContext,
  sequence: number,
  outcomes: ReadonlyMap<string, SubjectOutcome>,
): void {
  const limit = Number.MAX_SAFE_INTEGER;
  for (const row of context.database.all(rows.recordsAfter, { sequence, after: -1, limit })) {
    const record = openRecord(context, sequence, row);
    const outcome = record === undefined ? undefined : outcomes.get(record.nhsNumber);
    if (outcome === undefined) continue;
    const sealed = sealJson(context, outcome, councilPlace.uploadOutcome(sequence, row.position));
    context.database.run(rows.setOutcome, { sequence, position: row.position, sealed });
  }
}

// Of two stops the one stays that no reason alone can take back.
function stop(context: StoreContext, because: UploadStop, at: number): void {
  if (isRestored(context)) return;
  context.database.run(rows.setStop, { stopped_because: because, stopped_at: at });
}

function isRestored(context: StoreContext): boolean {
  return stateOf(context).stopped_because === restoredStop;
}
