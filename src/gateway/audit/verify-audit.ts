import type { AuditKeyTable } from "../store/tables.js";
import type { AuditFile } from "./audit-file.js";
import { auditFault, type AuditFault } from "./audit-fault.js";
import { beforeFirst, sameHash } from "./chain-row.js";
import type { CheckpointStatement } from "./checkpoint.js";
import { type KeptCheckpoints, verifyKept } from "./kept-checkpoints.js";
import { verifyRows, type ChainStart } from "./verify-rows.js";
import { verifyCheckpoints, verifyRemovals, type IsOwnKey } from "./verify-signatures.js";

/** What an audit was found to be. */
export interface AuditVerdict {
  readonly rows: number;
  readonly lastId: number;
  readonly chainId: string;
  readonly checkpoints: number;
  /** The last row that a checkpoint of this store covers; what comes after rests on the chain alone. */
  readonly coveredThrough: number;
  /** Rows through this one were removed in closed segments; 0 where none was. */
  readonly removedThrough: number;
  readonly keyIds: readonly string[];
  /** How many checkpoints that were kept elsewhere it was held against. */
  readonly heldAgainst: number;
  /** Empty where everything is as it was written. */
  readonly faults: readonly AuditFault[];
}

/** What to hold an audit against, beside itself. */
export interface Witnesses {
  /** Given where the sealing key is at hand. */
  readonly isOwnKey?: IsOwnKey;
  /** Checkpoints that were kept elsewhere. */
  readonly kept?: KeptCheckpoints;
}

/**
 * Reads the whole audit and names every row that was changed, removed, put in or put elsewhere.
 *
 * Alone, the file proves that nobody edited it without knowing how it is made. Somebody who does, and has the sealing
 * key, can write it anew from any row on; a checkpoint that was kept elsewhere shows that too.
 */
export function verifyAudit(file: AuditFile, witnesses: Witnesses = {}): AuditVerdict {
  const steps = verifySteps(file, witnesses);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps of a few milliseconds, with whatever `breathe` waits for between them; undefined once it says to end. */
export async function verifyAuditInSteps(
  file: AuditFile,
  witnesses: Witnesses,
  breathe: () => Promise<"go on" | "end">,
): Promise<AuditVerdict | undefined> {
  const steps = verifySteps(file, witnesses);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if ((await breathe()) === "end") return undefined;
  }
}

function* verifySteps(file: AuditFile, witnesses: Witnesses): Generator<void, AuditVerdict> {
  const end = file.end();
  if (end === undefined) return withoutEnd(file);
  const { keys, faults: keyFaults } = trustedKeys(file.keys(), witnesses.isOwnKey);
  const checkpoints = verifyCheckpoints(file.checkpoints(), keys, end.chainId);
  const removals = verifyRemovals(file.removals(), keys, checkpoints.statements);
  const removed = removals.statements.at(-1);
  const start: ChainStart =
    removed === undefined
      ? { id: 0, hash: beforeFirst }
      : { id: removed.throughId, hash: Buffer.from(removed.hash, "hex") };
  const kept = witnesses.kept?.statements ?? [];
  const wanted = new Set([...checkpoints.statements, ...kept].map(({ throughId }) => throughId));
  const { rows, faults, hashes } = yield* verifyRows(file, start, end, wanted);
  const known = new Map(hashes);
  for (const { throughId, hash } of removals.statements) known.set(throughId, Buffer.from(hash, "hex"));
  return {
    rows,
    lastId: end.lastId,
    chainId: end.chainId,
    checkpoints: checkpoints.statements.length,
    coveredThrough: checkpoints.statements.at(-1)?.throughId ?? 0,
    removedThrough: start.id,
    keyIds: keys.map(({ key_id: keyId }) => keyId),
    heldAgainst: kept.length,
    faults: [
      ...keyFaults,
      ...checkpoints.faults,
      ...removals.faults,
      ...faults,
      ...checkpoints.statements.flatMap((said) => againstRows(said, known, start.id)),
      ...(witnesses.kept === undefined
        ? []
        : verifyKept(witnesses.kept, { end, keys, checkpoints: checkpoints.statements, hashes: known })),
    ],
  };
}

function withoutEnd(file: AuditFile): AuditVerdict {
  const rows = file.rowsAfter(0, 1);
  const fault = auditFault("removed", rows[0]?.id ?? 0, 0, "The chain's end is missing from the store.");
  return {
    rows: 0,
    lastId: 0,
    chainId: "",
    checkpoints: 0,
    coveredThrough: 0,
    removedThrough: 0,
    keyIds: [],
    heldAgainst: 0,
    faults: [fault],
  };
}

function trustedKeys(
  rows: readonly AuditKeyTable[],
  isOwnKey: IsOwnKey = () => true,
): { readonly keys: readonly AuditKeyTable[]; readonly faults: readonly AuditFault[] } {
  const keys = rows.filter(isOwnKey);
  const faults = rows
    .filter((row) => !keys.includes(row))
    .map(({ key_id: keyId }) =>
      auditFault(
        "checkpoint",
        0,
        0,
        `Key ${keyId} was not made by this node, or not under this sealing key.`,
      ),
    );
  return { keys, faults };
}

function againstRows(
  said: CheckpointStatement,
  hashes: ReadonlyMap<number, Uint8Array>,
  removedThrough: number,
): readonly AuditFault[] {
  const hash = hashes.get(said.throughId);
  // Inside a removed stretch only the end of each segment is known; a missing row is told of with the rows.
  if (hash === undefined || said.throughId < removedThrough) return [];
  if (sameHash(hash, Buffer.from(said.hash, "hex"))) return [];
  const says = `Row ${String(said.throughId)} is not the one that checkpoint ${String(said.number)} signed.`;
  return [auditFault("changed", said.throughId, said.throughId, says)];
}
