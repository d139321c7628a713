import type { CaseRecord } from "../../../domain/case-record.js";
import type { AuditEntry } from "../../../ports/audit.js";
import type { CaseStore, StoredCase, StoredDeletion } from "../../../ports/case-store.js";
import type { DamagedRow } from "../../../ports/damaged-row.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type { CouncilCaseTable, PlanDeletionTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { indexCases, lookUpCases, type CaseIndex } from "./case-index.js";
import { damageLog } from "./damage-log.js";
import { councilPlace, sealJson } from "./seal-json.js";

const allCases = statement<object>()(() => sql.selectFrom("council_case").selectAll());
const oneCase = statement<{ localId: string }>()((slot) =>
  sql.selectFrom("council_case").selectAll().where("local_id", "=", slot("localId")),
);
const saveCase = statement<CouncilCaseTable>()((slot) =>
  sql
    .insertInto("council_case")
    .values({
      local_id: slot("local_id"),
      saved_at: slot("saved_at"),
      changed_at: slot("changed_at"),
      sealed_record: slot("sealed_record"),
    })
    .onConflict((conflict) =>
      conflict.column("local_id").doUpdateSet((eb) => ({
        saved_at: eb.ref("excluded.saved_at"),
        changed_at: eb.ref("excluded.changed_at"),
        sealed_record: eb.ref("excluded.sealed_record"),
      })),
    ),
);
const markChanged = statement<{ localId: string; at: number }>()((slot) =>
  sql
    .updateTable("council_case")
    .set({ changed_at: slot("at") })
    .where("local_id", "=", slot("localId")),
);
const allDeletions = statement<object>()(() =>
  sql.selectFrom("plan_deletion").selectAll().orderBy("deletion_id"),
);
const insertDeletion = statement<PlanDeletionTable>()((slot) =>
  sql.insertInto("plan_deletion").values({
    deletion_id: slot("deletion_id"),
    local_id: slot("local_id"),
    sealed_request: slot("sealed_request"),
    sealed_approval: slot("sealed_approval"),
  }),
);
const approve = statement<{ deletionId: string; sealed: Uint8Array }>()((slot) =>
  sql
    .updateTable("plan_deletion")
    .set({ sealed_approval: slot("sealed") })
    .where("deletion_id", "=", slot("deletionId"))
    .where("sealed_approval", "is", null),
);

/** The council's cases in the store's own file, sealed. */
export function createSqliteCaseStore(context: StoreContext): CaseStore {
  const { commits, database } = context;
  // What a case says changes only with its time of saving; opening 5,000 seals for every glance at a list would be slow.
  const opened = new Map<string, { readonly savedAt: number; readonly record: CaseRecord }>();
  const damage = damageLog(context);
  const toCase = (row: CouncilCaseTable): StoredCase | undefined => {
    const known = opened.get(row.local_id);
    if (known?.savedAt !== row.saved_at) {
      const { local_id: localId } = row;
      const place = councilPlace.caseRecord(localId);
      const record = damage.open(row.sealed_record, place, { place: "case", key: localId, localId });
      if (record === undefined) return undefined;
      opened.set(row.local_id, { savedAt: row.saved_at, record });
      return toStoredCase(row, record);
    }
    return toStoredCase(row, known.record);
  };
  const readAll = (): readonly StoredCase[] => database.all(allCases, {}).flatMap((row) => toCase(row) ?? []);
  // Looking through every case for every notice of a full mailbox would be slow.
  let index: CaseIndex | undefined;
  return {
    all: async () => {
      await Promise.resolve();
      return readAll();
    },
    named: async (numbers, localIds) => {
      await Promise.resolve();
      index ??= indexCases(readAll().map(({ record }) => record));
      return lookUpCases(index, numbers, localIds);
    },
    find: async (localId) => {
      await Promise.resolve();
      const row = database.first(oneCase, { localId });
      return row === undefined ? undefined : toCase(row);
    },
    save: (records, at, audit) =>
      commits.write(() => {
        index = undefined;
        for (const { localId } of records) {
          opened.delete(localId);
          damage.mended({ place: "case", key: localId });
        }
        save(context, records, at, audit);
      }),
    deletions: async () => {
      await Promise.resolve();
      return database.all(allDeletions, {}).flatMap((row) => toStoredDeletion(context, row) ?? []);
    },
    requestDeletion: ({ deletionId, request }, audit) =>
      commits.write(() => {
        database.run(insertDeletion, {
          deletion_id: deletionId,
          local_id: request.localId,
          sealed_request: sealJson(context, request, councilPlace.deletionRequest(deletionId)),
          sealed_approval: null,
        });
        insertAudit(context, audit);
      }),
    approveDeletion: (deletionId, approved, audit) =>
      commits.write(() => {
        const sealed = sealJson(context, approved, councilPlace.deletionApproval(deletionId));
        if (database.run(approve, { deletionId, sealed }) === 0) return;
        database.run(markChanged, { localId: approved.localId, at: Date.parse(approved.approvedAt) });
        insertAudit(context, audit);
      }),
  };
}

function save(
  context: StoreContext,
  records: readonly CaseRecord[],
  at: number,
  audit: readonly AuditEntry[],
): void {
  for (const record of records) {
    // Always later than the last one, so that a file never settles a change of the same millisecond that it has not seen.
    const before = context.database.first(oneCase, { localId: record.localId });
    const moment = Math.max(at, (before?.saved_at ?? 0) + 1, (before?.changed_at ?? 0) + 1);
    context.database.run(saveCase, {
      local_id: record.localId,
      saved_at: moment,
      changed_at: moment,
      sealed_record: sealJson(context, record, councilPlace.caseRecord(record.localId)),
    });
  }
  for (const entry of audit) insertAudit(context, entry);
}

function toStoredCase(row: CouncilCaseTable, record: CaseRecord): StoredCase {
  return {
    record,
    savedAt: row.saved_at,
    ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
  };
}

// One whose approval cannot be read is none: what two people agreed to is then known to nobody.
function toStoredDeletion(context: StoreContext, row: PlanDeletionTable): StoredDeletion | undefined {
  const { deletion_id: deletionId, local_id: localId, sealed_approval: approval } = row;
  const damaged: DamagedRow = { place: "deletion", key: deletionId, localId };
  const damage = damageLog(context);
  const request = damage.open(row.sealed_request, councilPlace.deletionRequest(deletionId), damaged);
  if (request === undefined) return undefined;
  if (approval === null) return { deletionId, request };
  const approved = damage.open(approval, councilPlace.deletionApproval(deletionId), damaged);
  return approved === undefined ? undefined : { deletionId, request, approved };
}
