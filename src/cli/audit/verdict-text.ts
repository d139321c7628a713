import type { AuditVerdict } from "../../gateway/audit/verify-audit.js";

const mostFaults = 200;

/** A verdict for people: what was read, what vouches for it, and every fault by its rows. */
export function verdictLines(verdict: AuditVerdict): readonly string[] {
  const { rows, lastId, removedThrough, checkpoints, coveredThrough, faults, keyIds, chainId } = verdict;
  const isEmpty = lastId === 0 && faults.length === 0;
  const told = faults.slice(0, mostFaults).map(({ kind, says }) => `FAULT ${kind}: ${says}`);
  const more = faults.length - told.length;
  return [
    isEmpty
      ? `Chain ${chainId}: no row has been written.`
      : `Chain ${chainId}: ${String(rows)} rows read, the last is row ${String(lastId)}.`,
    ...(removedThrough === 0
      ? []
      : [`Rows through ${String(removedThrough)} were removed in closed, signed segments.`]),
    `${String(checkpoints)} signed checkpoints hold, through row ${String(coveredThrough)}; keys: ${keyIds.join(", ") || "none yet"}.`,
    ...(verdict.heldAgainst > 0
      ? []
      : [
          "Held against no checkpoint kept elsewhere: add --checkpoints to find an end cut off or a chain written anew.",
        ]),
    ...told,
    ...(more > 0 ? [`and ${String(more)} more faults.`] : []),
    conclusion(isEmpty, faults.length),
  ];
}

function conclusion(isEmpty: boolean, faults: number): string {
  if (faults > 0) return `${String(faults)} faults: this audit is NOT as it was written.`;
  return isEmpty ? "The audit is empty, and nothing is missing." : "Every row is as it was written.";
}
