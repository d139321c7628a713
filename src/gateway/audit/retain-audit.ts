import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import type { AuditRemovalTable } from "../store/tables.js";
import type { AuditActor } from "../../ports/audit.js";
import { insertAudit } from "./audit-rows.js";
import { readCheckpoint, type CheckpointStatement, type RemovalStatement } from "./checkpoint.js";
import { openSigningKey } from "./signing-key.js";

const findRemoved = statement<object>()(() =>
  sql.selectFrom("audit_removal").select("through_id").orderBy("through_id", "desc").limit(1),
);

const findNext = statement<{ after: number }>()((slot) =>
  sql
    .selectFrom("audit_checkpoint")
    .select("statement")
    .where("through_id", ">", slot("after"))
    .orderBy("number")
    .limit(1),
);

const findNewest = statement<{ throughId: number }>()((slot) =>
  sql.selectFrom("audit").select("at").where("id", "<=", slot("throughId")).orderBy("at", "desc").limit(1),
);

const insertRemoval = statement<AuditRemovalTable>()((slot) =>
  sql.insertInto("audit_removal").values({
    through_id: slot("through_id"),
    statement: slot("statement"),
    key_id: slot("key_id"),
    signature: slot("signature"),
  }),
);

const removeRows = statement<{ throughId: number }>()((slot) =>
  sql.deleteFrom("audit").where("id", "<=", slot("throughId")),
);

/** One segment that was taken away. */
export interface RemovedSegment {
  readonly fromId: number;
  readonly throughId: number;
  readonly rows: number;
}

/**
 * Removes the oldest closed segment where all of its rows are older than `before`, and leaves in its place what proves
 * that this node did so: a signed removal, and an audit row. Undefined where there is none. Call it inside a store job only.
 */
export function removeSegment(
  context: StoreContext,
  before: number,
  at: number,
  actor: AuditActor,
): RemovedSegment | undefined {
  const { database } = context;
  const segment = oldestClosed(context);
  if (segment === undefined) return undefined;
  const { fromId, throughId, number, chainId, hash } = segment;
  const newest = database.first(findNewest, { throughId })?.at;
  if (newest === undefined || newest >= before) return undefined;
  const said: RemovalStatement = {
    format: "cpis audit removal 1",
    chainId,
    checkpoint: number,
    fromId,
    throughId,
    hash,
    at: new Date(at).toISOString(),
  };
  const signed = openSigningKey(context).sign(JSON.stringify(said));
  database.run(insertRemoval, {
    through_id: throughId,
    statement: signed.statement,
    key_id: signed.keyId,
    signature: signed.signature,
  });
  const rows = database.run(removeRows, { throughId });
  insertAudit(context, {
    at,
    action: "audit-retained",
    actor,
    details: { fromId, throughId, rows, checkpoint: number },
  });
  return { fromId, throughId, rows };
}

function oldestClosed({ database }: StoreContext): CheckpointStatement | undefined {
  const after = database.first(findRemoved, {})?.through_id ?? 0;
  const row = database.first(findNext, { after });
  return row === undefined ? undefined : readCheckpoint(row.statement);
}
