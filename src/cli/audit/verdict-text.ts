import type { AuditVerdict } from "../../gateway/audit/verify-audit.js";

const mostFaults = 200;

/** A verdict for people: what was read, what vouches for it, and every fault by its rows. */
export function verdictLines(verdict: AuditVerdict, isHeldAgainstKept: boolean): readonly string[] {
  const { rows, lastId, removedThrough, checkpoints, coveredThrough, faults, keyIds, chainId } = verdict;
  const told = faults.slice(0, mostFaults).map(({ kind, says }) => `FAULT ${kind}: ${says}`);
  const more = faults.length - told.length;
  return [
    `Chain ${chainId}: ${String(rows)} rows read, the last is row ${String(lastId)}.`,
    ...(removedThrough === 0
      ? []
      : [`Rows through ${String(removedThrough)} were removed in closed, signed segments.`]),
    `${String(checkpoints)} signed checkpoints hold, through row ${String(coveredThrough)}; keys: ${keyIds.join(", ") || "none yet"}.`,
    ...(isHeldAgainstKept
      ? []
      : [
          "Held against no checkpoint kept elsewhere: add --checkpoints to find an end cut off or a chain written anew.",
        ]),
    ...told,
    ...(more > 0 ? [`and ${String(more)} more faults.`] : []),
    faults.length === 0
      ? "Every row is as it was written."
      : `${String(faults.length)} faults: this audit is NOT as it was written.`,
  ];
}
