import { z } from "zod";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import type { AuditCheckpointTable } from "../store/tables.js";
import { openSigningKey, type SignedText } from "./signing-key.js";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const checkpointStatement = z.strictObject({
  format: z.literal("cpis audit checkpoint 1"),
  chainId: z.string(),
  /** From 1, without a gap. */
  number: z.int().min(1),
  /** The segment that this checkpoint closes. */
  fromId: z.int().min(1),
  throughId: z.int().min(1),
  /** The hash of row `throughId`, which stands for every row before it. */
  hash,
  at: z.iso.datetime(),
});

const removalStatement = z.strictObject({
  format: z.literal("cpis audit removal 1"),
  chainId: z.string(),
  /** The number of the checkpoint that closes the segment. */
  checkpoint: z.int().min(1),
  fromId: z.int().min(1),
  throughId: z.int().min(1),
  hash,
  at: z.iso.datetime(),
});

/** What a checkpoint says: this chain had these rows at this time. */
export type CheckpointStatement = z.infer<typeof checkpointStatement>;

/** What a removal says: this closed segment was taken away because its time had passed. */
export type RemovalStatement = z.infer<typeof removalStatement>;

/** Reads what was signed; undefined where it is not the statement of a checkpoint. */
export function readCheckpoint(text: string): CheckpointStatement | undefined {
  return readStatement(checkpointStatement, text);
}

/** Reads what was signed; undefined where it is not the statement of a removal. */
export function readRemoval(text: string): RemovalStatement | undefined {
  return readStatement(removalStatement, text);
}

function readStatement<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const readHead = statement<object>()(() => sql.selectFrom("audit_head").selectAll());

const readLast = statement<object>()(() =>
  sql.selectFrom("audit_checkpoint").selectAll().orderBy("number", "desc").limit(1),
);

const insertCheckpoint = statement<AuditCheckpointTable>()((slot) =>
  sql.insertInto("audit_checkpoint").values({
    number: slot("number"),
    through_id: slot("through_id"),
    statement: slot("statement"),
    key_id: slot("key_id"),
    signature: slot("signature"),
  }),
);

/** When a checkpoint is due. */
export interface CheckpointPace {
  readonly rows: number;
  readonly ageMs: number;
}

/** As soon as there is anything to sign. */
export const atOnce: CheckpointPace = { rows: 1, ageMs: 0 };

/**
 * Signs the chain as it stands, where there are rows that no checkpoint covers and `pace` says that it is time.
 * Call it inside a store job only.
 */
export function signCheckpoint(
  context: StoreContext,
  at: number,
  pace: CheckpointPace = atOnce,
): CheckpointStatement | undefined {
  const { database } = context;
  const head = database.first(readHead, {});
  const last = database.first(readLast, {});
  const covered = last?.through_id ?? 0;
  if (head === undefined || head.row_id <= covered || !isDue(head.row_id - covered, last, at, pace)) {
    return undefined;
  }
  const said: CheckpointStatement = {
    format: "cpis audit checkpoint 1",
    chainId: head.chain_id,
    number: (last?.number ?? 0) + 1,
    fromId: covered + 1,
    throughId: head.row_id,
    hash: Buffer.from(head.row_hash).toString("hex"),
    at: new Date(at).toISOString(),
  };
  const signed = openSigningKey(context).sign(JSON.stringify(said));
  database.run(insertCheckpoint, {
    number: said.number,
    through_id: said.throughId,
    statement: signed.statement,
    key_id: signed.keyId,
    signature: signed.signature,
  });
  return said;
}

function isDue(
  rows: number,
  last: { readonly statement: string } | undefined,
  at: number,
  pace: CheckpointPace,
): boolean {
  const before = last === undefined ? undefined : readCheckpoint(last.statement);
  // A clock that was set back must not put the next checkpoint off.
  const age = before === undefined ? Infinity : Math.abs(at - Date.parse(before.at));
  return rows >= pace.rows || age >= pace.ageMs;
}

/** A signed text as the tables keep it. */
export function signedOf(row: {
  readonly statement: string;
  readonly key_id: string;
  readonly signature: Uint8Array;
}): SignedText {
  return { statement: row.statement, keyId: row.key_id, signature: row.signature };
}
