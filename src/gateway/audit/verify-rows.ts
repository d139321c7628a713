import type { AuditFile, ChainEnd, StoredRow } from "./audit-file.js";
import { auditFault, rowsText, type AuditFault } from "./audit-fault.js";
import { chainHash, sameHash } from "./chain-row.js";

/** The row before the first that must be there, and its hash. */
export interface ChainStart {
  readonly id: number;
  readonly hash: Uint8Array;
}

/** What reading every row found. */
export interface RowFindings {
  readonly rows: number;
  readonly faults: readonly AuditFault[];
  /** Hashes of the rows that were asked for, where those rows are there. */
  readonly hashes: ReadonlyMap<number, Uint8Array>;
}

// A page takes a few milliseconds: between two of them a running gateway answers its pages.
const rowsAtOnce = 250;

/**
 * Recomputes every row and its link to the one before, from `start` to the chain's end; pauses after each page of rows, for
 * whoever has other things to do meanwhile.
 */
export function* verifyRows(
  file: AuditFile,
  start: ChainStart,
  end: ChainEnd,
  wanted: ReadonlySet<number>,
): Generator<void, RowFindings> {
  const faults: AuditFault[] = [];
  const hashes = new Map<number, Uint8Array>();
  let before = start;
  let rows = 0;
  // Rows are numbered from 1; what somebody put in before that is read as well.
  for (let after = -Infinity; after < end.lastId;) {
    const page = file.rowsAfter(after, rowsAtOnce).filter(({ id }) => id <= end.lastId);
    for (const row of page) {
      faults.push(...faultsOf(row, before, start, end));
      if (wanted.has(row.id)) hashes.set(row.id, row.hash);
      // One alteration is told once: the next row is held against what this one claims to be.
      if (row.id > start.id && row.id <= end.rowId) before = { id: row.id, hash: row.hash };
    }
    rows += page.length;
    const last = page.at(-1)?.id ?? end.lastId;
    // Numbers too large to be told apart are nobody's rows, and have been named already.
    after = last > after ? last : end.lastId;
    yield;
  }
  return { rows, faults: [...faults, ...faultsOfEnd(before, end)], hashes };
}

function faultsOf(row: StoredRow, before: ChainStart, start: ChainStart, end: ChainEnd): AuditFault[] {
  const { id } = row;
  if (id <= start.id || id > end.rowId) {
    const why = id <= start.id ? "stands in a segment that was removed" : "stands after the chain's end";
    return [auditFault("inserted", id, id, `Row ${String(id)} ${why}.`)];
  }
  const faults: AuditFault[] = [];
  if (id !== before.id + 1) faults.push(removed(before.id + 1, id - 1));
  else if (!sameHash(row.previous_hash, before.hash)) {
    const says = `Row ${String(id)} does not follow row ${String(id - 1)}: one of them was replaced, or the order was changed.`;
    faults.push(auditFault("out-of-order", id - 1, id, says));
  }
  if (!sameHash(row.hash, chainHash(row))) {
    faults.push(auditFault("changed", id, id, `Row ${String(id)} is not what was written.`));
  }
  return faults;
}

function faultsOfEnd(last: ChainStart, end: ChainEnd): readonly AuditFault[] {
  if (last.id < end.rowId) return [removed(last.id + 1, end.rowId)];
  if (last.id > end.rowId || sameHash(last.hash, end.rowHash)) return [];
  return [auditFault("changed", last.id, last.id, `The last row, ${String(last.id)}, was replaced.`)];
}

function removed(fromId: number, throughId: number): AuditFault {
  const says = `Missing without a signed removal: ${rowsText(fromId, throughId)}.`;
  return auditFault("removed", fromId, throughId, says);
}
