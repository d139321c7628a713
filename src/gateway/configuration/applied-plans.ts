import type { Draft } from "../../config/draft.js";
import { slots, sql, statement } from "../store/statement.js";
import { sealPlace, type StoreContext } from "../store/store-context.js";
import type { AppliedPlanTable } from "./applied-plan-table.js";

/** One configuration that a gateway ran with. */
export interface AppliedPlan {
  /** Milliseconds since 1970. */
  readonly appliedAt: number;
  readonly digest: string;
  readonly dangerousChanges: number;
  /** Ids of the administrators who signed; empty where nobody had to. */
  readonly approvedBy: readonly string[];
  /** The settings without secrets. */
  readonly settings: Draft;
  /** The file's text. */
  readonly source: string;
}

type NewRow = Omit<AppliedPlanTable, "id">;

const insert = statement<NewRow>()((slot) =>
  sql.insertInto("applied_plan").values(
    slots(slot, {
      entry_id: true,
      applied_at: true,
      digest: true,
      dangerous_changes: true,
      approved_by: true,
      sealed_settings: true,
      sealed_source: true,
    }),
  ),
);

const readLast = statement<object>()(() =>
  sql.selectFrom("applied_plan").selectAll().orderBy("id", "desc").limit(1),
);

const readAll = statement<object>()(() => sql.selectFrom("applied_plan").selectAll().orderBy("id"));

/** The configuration that ran last; undefined where none has. */
export function lastAppliedPlan(context: StoreContext): AppliedPlan | undefined {
  const row = context.database.first(readLast, {});
  return row === undefined ? undefined : readRow(context, row);
}

/** Every configuration that ran, oldest first. Throws `CPIS_SEAL_BROKEN` where a row was changed outside this program. */
export function appliedPlans(context: StoreContext): readonly AppliedPlan[] {
  return context.database.all(readAll, {}).map((row) => readRow(context, row));
}

/** Adds a configuration to the history; call it inside a store job only, with the rows that belong to it. */
export function insertAppliedPlan(context: StoreContext, plan: AppliedPlan): void {
  const { database, sealer, ids } = context;
  const entryId = ids.uuid();
  database.run(insert, {
    entry_id: entryId,
    applied_at: plan.appliedAt,
    digest: plan.digest,
    dangerous_changes: plan.dangerousChanges,
    approved_by: plan.approvedBy.length === 0 ? null : JSON.stringify(plan.approvedBy),
    sealed_settings: sealer.seal(JSON.stringify(plan.settings), sealPlace.appliedSettings(entryId)),
    sealed_source: sealer.seal(plan.source, sealPlace.appliedSource(entryId)),
  });
}

function readRow({ sealer }: StoreContext, row: NewRow): AppliedPlan {
  return {
    appliedAt: row.applied_at,
    digest: row.digest,
    dangerousChanges: row.dangerous_changes,
    // Only `addAppliedPlan` writes these columns, and it takes these types.
    approvedBy: row.approved_by === null ? [] : (JSON.parse(row.approved_by) as readonly string[]),
    settings: JSON.parse(sealer.open(row.sealed_settings, sealPlace.appliedSettings(row.entry_id))) as Draft,
    source: sealer.open(row.sealed_source, sealPlace.appliedSource(row.entry_id)),
  };
}
