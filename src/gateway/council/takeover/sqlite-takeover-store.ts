import type { PreviousChild } from "../../../domain/takeover.js";
import type { StoredTakeover, TakeoverStore } from "../../../ports/takeover-store.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type { TakeoverTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import { present, type StoreContext } from "../../store/store-context.js";
import { openJson, sealJson, type SealedPlace } from "../store/seal-json.js";
import { setNextSequence } from "../store/upload-rows.js";

const readTakeover = statement<object>()<TakeoverTable>(() => sql.selectFrom("takeover").selectAll());
const anyUpload = statement<object>()<{ sequence_number: number }>(() =>
  sql.selectFrom("upload").select("sequence_number").limit(1),
);
const removeTakeover = statement<object>()(() => sql.deleteFrom("takeover"));
const insertTakeover = statement<TakeoverTable>()((slot) =>
  sql.insertInto("takeover").values({
    id: slot("id"),
    revision: slot("revision"),
    state: slot("state"),
    since: slot("since"),
    first_sequence: slot("first_sequence"),
    previous_sequence: slot("previous_sequence"),
    proposed_at: slot("proposed_at"),
    proposed_by: slot("proposed_by"),
    approved_at: slot("approved_at"),
    approved_by: slot("approved_by"),
    ended_at: slot("ended_at"),
    ended_by: slot("ended_by"),
    outdated_at: slot("outdated_at"),
    difference_hash: slot("difference_hash"),
    sealed_previous: slot("sealed_previous"),
    sealed_decisions: slot("sealed_decisions"),
  }),
);

/** Where the take-over's sealed parts are bound to. */
export const takeoverPlace = {
  previous: { name: "takeover.sealed_previous:1" } as SealedPlace<readonly PreviousChild[]>,
  decisions: { name: "takeover.sealed_decisions:1" } as SealedPlace<
    Pick<StoredTakeover, "decisions" | "names">
  >,
} as const;

/** The take-over in the store's own file; who is in it is sealed. */
export function createSqliteTakeoverStore(context: StoreContext): TakeoverStore {
  const { commits, database, sealer } = context;
  // Thousands of children in two seals: opened once for each revision, not for every glance.
  let opened: StoredTakeover | undefined;
  const hasUploads = (): boolean => database.first(anyUpload, {}) !== undefined;
  return {
    async current() {
      await Promise.resolve();
      const row = database.first(readTakeover, {});
      if (row === undefined) return undefined;
      if (opened?.revision !== row.revision) opened = toStored(context, row);
      return opened;
    },
    replace: (next, expected, audit) =>
      commits.write(() => {
        if (database.first(readTakeover, {})?.revision !== expected) return "outpaced";
        if (hasUploads()) return "uploaded";
        database.run(removeTakeover, {});
        database.run(insertTakeover, toRow(context, next));
        const sequence = next.state === "approved" ? next.firstSequenceNumber : 1;
        database.run(setNextSequence, { sequence });
        for (const entry of audit) insertAudit(context, entry);
        return "changed";
      }),
    hasUploads: async () => {
      await Promise.resolve();
      return hasUploads();
    },
    hash: (text) => sealer.keyedHash(text).toString("hex"),
  };
}

function toRow(context: StoreContext, takeover: StoredTakeover): TakeoverTable {
  const { decisions, names } = takeover;
  return {
    id: 1,
    revision: takeover.revision,
    state: takeover.state,
    since: takeover.since,
    first_sequence: takeover.firstSequenceNumber,
    previous_sequence: takeover.previousSequenceNumber ?? null,
    proposed_at: takeover.proposedAt,
    proposed_by: takeover.proposedBy,
    approved_at: takeover.approvedAt ?? null,
    approved_by: takeover.approvedBy ?? null,
    ended_at: takeover.endedAt ?? null,
    ended_by: takeover.endedBy ?? null,
    outdated_at: takeover.outdatedAt ?? null,
    difference_hash: takeover.differenceHash,
    sealed_previous: sealJson(context, takeover.previous, takeoverPlace.previous),
    sealed_decisions: sealJson(context, { decisions, names }, takeoverPlace.decisions),
  };
}

function toStored(context: StoreContext, row: TakeoverTable): StoredTakeover {
  return {
    revision: row.revision,
    state: row.state as StoredTakeover["state"],
    since: row.since,
    firstSequenceNumber: row.first_sequence,
    proposedAt: row.proposed_at,
    proposedBy: row.proposed_by,
    differenceHash: row.difference_hash,
    previous: openJson(context, row.sealed_previous, takeoverPlace.previous),
    ...openJson(context, row.sealed_decisions, takeoverPlace.decisions),
    ...present<
      Pick<
        StoredTakeover,
        "previousSequenceNumber" | "approvedAt" | "approvedBy" | "endedAt" | "endedBy" | "outdatedAt"
      >
    >({
      previousSequenceNumber: row.previous_sequence ?? undefined,
      approvedAt: row.approved_at ?? undefined,
      approvedBy: row.approved_by ?? undefined,
      endedAt: row.ended_at ?? undefined,
      endedBy: row.ended_by ?? undefined,
      outdatedAt: row.outdated_at ?? undefined,
    }),
  };
}
