import type { ConsoleDifference } from "../../contract/console.js";
import { slots, sql, statement } from "../store/statement.js";
import { sealPlace, type StoreContext } from "../store/store-context.js";
import type { ChangeState, ConfigurationChangeTable } from "./change-table.js";

/** Somebody who asked for a change or decided about it. */
export interface ChangePerson {
  readonly userId: string;
  readonly name: string;
}

/** What was asked for, and what both people were shown of it. Never changed. */
export interface ChangeRequest {
  readonly from: string;
  readonly to: string;
  readonly askedBy: ChangePerson;
  readonly reason: string;
  /** The new text of the file. */
  readonly source: string;
  /** SHA-256 of the text it was written over. */
  readonly over: string;
  readonly differences: readonly ConsoleDifference[];
  readonly effects: readonly string[];
}

/** What somebody decided, bound to the change it is about. */
export interface ChangeDecision {
  readonly decision: "approved" | "refused" | "withdrawn";
  readonly from: string;
  readonly to: string;
  readonly decidedBy: ChangePerson;
  /** Why not, in the person's own words. */
  readonly reason?: string;
}

/** A change as it is kept. Times are milliseconds since 1970. */
export interface StoredChange {
  readonly changeId: string;
  readonly state: ChangeState;
  readonly needsTwo: boolean;
  readonly askedAt: number;
  readonly lapsesAt: number;
  readonly decidedAt?: number;
  readonly request: ChangeRequest;
  readonly decision?: ChangeDecision;
}

const insert = statement<ConfigurationChangeTable>()((slot) =>
  sql.insertInto("configuration_change").values(
    slots(slot, {
      change_id: true,
      from_digest: true,
      to_digest: true,
      asked_by: true,
      asked_at: true,
      lapses_at: true,
      needs_two: true,
      state: true,
      decided_by: true,
      decided_at: true,
      sealed_request: true,
      sealed_decision: true,
    }),
  ),
);

type Move = Pick<
  ConfigurationChangeTable,
  "change_id" | "state" | "decided_by" | "decided_at" | "sealed_decision"
>;

const update = statement<Move>()((slot) =>
  sql
    .updateTable("configuration_change")
    .set({
      state: slot("state"),
      decided_by: slot("decided_by"),
      decided_at: slot("decided_at"),
      sealed_decision: slot("sealed_decision"),
    })
    .where("change_id", "=", slot("change_id")),
);

const readOne = statement<{ readonly change_id: string }>()((slot) =>
  sql.selectFrom("configuration_change").selectAll().where("change_id", "=", slot("change_id")),
);

const readOpen = statement<object>()(() =>
  sql
    .selectFrom("configuration_change")
    .selectAll()
    .where("state", "in", ["waiting", "approved", "waiting-for-restart"])
    .orderBy("asked_at"),
);

const readEnded = statement<{ readonly limit: number }>()((slot) =>
  sql
    .selectFrom("configuration_change")
    .selectAll()
    .where("state", "not in", ["waiting", "approved", "waiting-for-restart"])
    .orderBy("asked_at", "desc")
    .limit(slot("limit")),
);

/** Adds a change; call it inside a store job only. */
export function insertChange(context: StoreContext, change: StoredChange): void {
  const { changeId, request, state, needsTwo, askedAt, lapsesAt } = change;
  context.database.run(insert, {
    change_id: changeId,
    from_digest: request.from,
    to_digest: request.to,
    asked_by: request.askedBy.userId,
    asked_at: askedAt,
    lapses_at: lapsesAt,
    needs_two: needsTwo ? 1 : 0,
    state,
    decided_by: null,
    decided_at: null,
    sealed_request: context.sealer.seal(JSON.stringify(request), sealPlace.changeRequest(changeId)),
    sealed_decision: null,
  });
}

/** Moves a change on; call it inside a store job only. Without `decision` the one it has stays. */
export function moveChange(
  context: StoreContext,
  change: StoredChange,
  state: ChangeState,
  decided: Pick<StoredChange, "decision" | "decidedAt"> = change,
): void {
  const { changeId } = change;
  const { decision, decidedAt } = decided;
  context.database.run(update, {
    change_id: changeId,
    state,
    decided_by: decision?.decidedBy.userId ?? null,
    decided_at: decidedAt ?? null,
    sealed_decision:
      decision === undefined
        ? null
        : context.sealer.seal(JSON.stringify(decision), sealPlace.changeDecision(changeId)),
  });
}

/** A change by its id; undefined where there is none. Throws `CPIS_SEAL_BROKEN` where it was changed outside this program. */
export function findChange(context: StoreContext, changeId: string): StoredChange | undefined {
  const row = context.database.first(readOne, { change_id: changeId });
  return row === undefined ? undefined : readChange(context, row);
}

/** Changes that may still take effect, oldest first. */
export function openChanges(context: StoreContext): readonly StoredChange[] {
  return context.database.all(readOpen, {}).map((row) => readChange(context, row));
}

/** The latest changes that have ended, newest first. */
export function endedChanges(context: StoreContext, limit: number): readonly StoredChange[] {
  return context.database.all(readEnded, { limit }).map((row) => readChange(context, row));
}

/**
 * The two people who agreed to a change in the console, as text for the history; empty where nobody has.
 *
 * Only what is sealed counts: whoever can write to the file, and has not its key, approves nothing.
 */
export function consoleApprovers(
  changes: readonly StoredChange[],
  from: string,
  to: string,
): readonly string[] {
  const approved = changes.find(
    ({ request, decision, state }) =>
      (state === "approved" || state === "waiting-for-restart") &&
      request.from === from &&
      request.to === to &&
      decision?.decision === "approved" &&
      decision.from === from &&
      decision.to === to &&
      decision.decidedBy.userId !== request.askedBy.userId,
  );
  if (approved?.decision === undefined) return [];
  return [approved.request.askedBy, approved.decision.decidedBy].map(nameOf);
}

function nameOf({ name, userId }: ChangePerson): string {
  return `${name} (${userId})`;
}

// Only this file writes these columns, and it takes these types.
function readChange({ sealer }: StoreContext, row: ConfigurationChangeTable): StoredChange {
  const { change_id: changeId, decided_at: decidedAt, sealed_decision: sealed } = row;
  return {
    changeId,
    state: row.state,
    needsTwo: row.needs_two === 1,
    askedAt: row.asked_at,
    lapsesAt: row.lapses_at,
    ...(decidedAt === null ? {} : { decidedAt }),
    request: JSON.parse(sealer.open(row.sealed_request, sealPlace.changeRequest(changeId))) as ChangeRequest,
    ...(sealed === null
      ? {}
      : {
          decision: JSON.parse(sealer.open(sealed, sealPlace.changeDecision(changeId))) as ChangeDecision,
        }),
  };
}
