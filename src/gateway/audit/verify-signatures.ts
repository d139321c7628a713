import type { AuditCheckpointTable, AuditKeyTable, AuditRemovalTable } from "../store/tables.js";
import { auditFault, type AuditFault } from "./audit-fault.js";
import {
  readCheckpoint,
  readRemoval,
  signedOf,
  type CheckpointStatement,
  type RemovalStatement,
} from "./checkpoint.js";
import { isSignedBy, type SignedText } from "./signing-key.js";

/** Whether a key of the store is this node's own; without the sealing key nobody can tell, and every key is taken. */
export type IsOwnKey = (row: AuditKeyTable) => boolean;

/** What the signed statements of a store say, and what is wrong with them. */
export interface SignedFindings<T> {
  readonly statements: readonly T[];
  readonly faults: readonly AuditFault[];
}

/** The checkpoints that hold: signed by this node, of this chain, numbered without a gap, each beginning where the last ended. */
export function verifyCheckpoints(
  rows: readonly AuditCheckpointTable[],
  keys: readonly AuditKeyTable[],
  chainId: string,
): SignedFindings<CheckpointStatement> {
  const statements: CheckpointStatement[] = [];
  const faults: AuditFault[] = [];
  let before = { number: 0, throughId: 0 };
  for (const row of rows) {
    const said = readCheckpoint(row.statement);
    const name = `Checkpoint ${String(row.number)}`;
    const at = (says: string): AuditFault => auditFault("checkpoint", row.through_id, row.through_id, says);
    if (row.number !== before.number + 1)
      faults.push(at(`The checkpoint before number ${String(row.number)} is missing.`));
    else if (said !== undefined && said.fromId !== before.throughId + 1) {
      faults.push(at(`${name} does not begin where the one before it ended.`));
    }
    if (said?.chainId !== chainId || said.number !== row.number || said.throughId !== row.through_id) {
      faults.push(at(`${name} is not one of this chain.`));
    } else if (!isSignedByOne(keys, signedOf(row))) faults.push(at(`${name} is not signed by this node.`));
    else statements.push(said);
    before = { number: row.number, throughId: row.through_id };
  }
  return { statements, faults };
}

/** The removals that hold: signed, following each other from the first row, and each ending at a checkpoint that holds. */
export function verifyRemovals(
  rows: readonly AuditRemovalTable[],
  keys: readonly AuditKeyTable[],
  checkpoints: readonly CheckpointStatement[],
): SignedFindings<RemovalStatement> {
  const byNumber = new Map(checkpoints.map((checkpoint) => [checkpoint.number, checkpoint]));
  const statements: RemovalStatement[] = [];
  const faults: AuditFault[] = [];
  for (const row of rows) {
    const said = readRemoval(row.statement);
    const fromId = (statements.at(-1)?.throughId ?? 0) + 1;
    const closed = said === undefined ? undefined : byNumber.get(said.checkpoint);
    const holds =
      said?.fromId === fromId &&
      said.throughId === row.through_id &&
      closed?.chainId === said.chainId &&
      closed.throughId === said.throughId &&
      closed.hash === said.hash &&
      isSignedByOne(keys, signedOf(row));
    if (holds) statements.push(said);
    else {
      const says = `The removal of rows through ${String(row.through_id)} is not signed by this node for a segment that a checkpoint closed.`;
      faults.push(auditFault("removal", fromId, row.through_id, says));
    }
  }
  return { statements, faults };
}

function isSignedByOne(keys: readonly AuditKeyTable[], signed: SignedText): boolean {
  return keys.some(({ public_key: publicKey }) => isSignedBy(publicKey, signed));
}
