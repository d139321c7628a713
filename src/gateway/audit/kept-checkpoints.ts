import { z } from "zod";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditKeyTable } from "../store/tables.js";
import type { AuditFile, ChainEnd } from "./audit-file.js";
import { auditFault, rowsText, type AuditFault } from "./audit-fault.js";
import { sameHash } from "./chain-row.js";
import { readCheckpoint, type CheckpointStatement } from "./checkpoint.js";
import { isSignedBy } from "./signing-key.js";

const keptFile = z.strictObject({
  format: z.literal("cpis audit checkpoints 1"),
  keys: z.array(z.strictObject({ keyId: z.string(), publicKey: z.string() })),
  checkpoints: z.array(z.strictObject({ statement: z.string(), keyId: z.string(), signature: z.base64() })),
});

/**
 * Checkpoints from a file that was kept where nobody who can write to the store can write. Without statements it was taken
 * of an audit that had no row yet, and proves nothing of later ones.
 */
export interface KeptCheckpoints {
  readonly statements: readonly CheckpointStatement[];
  readonly keys: readonly { readonly keyId: string; readonly publicKey: string }[];
}

/** The text of a file with every checkpoint of a store and the public keys they are signed with. */
export function keptCheckpointsText(file: Pick<AuditFile, "keys" | "checkpoints">): string {
  const content: z.infer<typeof keptFile> = {
    format: "cpis audit checkpoints 1",
    keys: file.keys().map((row) => ({ keyId: row.key_id, publicKey: row.public_key })),
    checkpoints: file.checkpoints().map((row) => ({
      statement: row.statement,
      keyId: row.key_id,
      signature: Buffer.from(row.signature).toString("base64"),
    })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Reads such a file. Throws `CPIS_CONFIG_INVALID` where it is another, or where a signature in it does not hold. */
export function parseKeptCheckpoints(value: unknown, name: string): KeptCheckpoints {
  const { data } = keptFile.safeParse(value);
  if (data === undefined) throw unusable(name, "is not a file of audit checkpoints");
  const statements = data.checkpoints.map(({ statement, keyId, signature }) => {
    const key = data.keys.find((candidate) => candidate.keyId === keyId);
    const signed = { statement, keyId, signature: Buffer.from(signature, "base64") };
    const said = readCheckpoint(statement);
    if (key === undefined || said === undefined || !isSignedBy(key.publicKey, signed)) {
      throw unusable(name, "holds a checkpoint whose signature does not hold");
    }
    return said;
  });
  return { statements, keys: data.keys };
}

function unusable(name: string, why: string): CpisError {
  return new CpisError("CPIS_CONFIG_INVALID", { detail: `${name} ${why}.` });
}

interface HeldAgainst {
  readonly end: ChainEnd;
  readonly keys: readonly AuditKeyTable[];
  readonly checkpoints: readonly CheckpointStatement[];
  readonly hashes: ReadonlyMap<number, Uint8Array>;
}

/** What a store does not have any more, or has otherwise, than when these checkpoints were taken. */
export function verifyKept(kept: KeptCheckpoints, held: HeldAgainst): readonly AuditFault[] {
  if (held.end.lastId === 0) return kept.statements.map(goneWith);
  const own = new Set(held.keys.map(({ public_key: publicKey }) => publicKey));
  const strange = kept.keys.filter(({ publicKey }) => !own.has(publicKey));
  return [
    ...strange.map(({ keyId }) =>
      auditFault(
        "rewritten",
        0,
        0,
        `The store does not have key ${keyId}, with which kept checkpoints are signed.`,
      ),
    ),
    ...kept.statements.flatMap((said) => faultsOf(said, held)),
  ];
}

// A store that has no row may be a new one in the place of another: of whichever chain, the rows are gone.
function goneWith({ number, fromId, throughId }: CheckpointStatement): AuditFault {
  const says = `Kept checkpoint ${String(number)} proves ${rowsText(fromId, throughId)}, and the store has no row at all.`;
  return auditFault("removed", fromId, throughId, says);
}

function faultsOf(
  said: CheckpointStatement,
  { end, checkpoints, hashes }: HeldAgainst,
): readonly AuditFault[] {
  const { number, throughId } = said;
  const kept = `Kept checkpoint ${String(number)}`;
  if (said.chainId !== end.chainId) {
    return [
      auditFault(
        "rewritten",
        1,
        throughId,
        `${kept} is of another chain: this is another audit, or a new one.`,
      ),
    ];
  }
  if (throughId > end.lastId) {
    const says = `${kept} proves ${rowsText(end.lastId + 1, throughId)}, which the store does not have: its end was cut off.`;
    return [auditFault("removed", end.lastId + 1, throughId, says)];
  }
  const same = checkpoints.find((own) => own.number === number);
  const hash = hashes.get(throughId);
  const holds =
    same?.hash === said.hash &&
    same.throughId === throughId &&
    (hash === undefined || sameHash(hash, Buffer.from(said.hash, "hex")));
  if (holds) return [];
  const says = `The rows through ${String(throughId)} are not those that kept checkpoint ${String(number)} signed: the chain was written anew.`;
  return [auditFault("rewritten", said.fromId, throughId, says)];
}
