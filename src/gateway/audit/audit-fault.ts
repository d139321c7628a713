/** What is wrong with an audit. */
export interface AuditFault {
  readonly kind:
    /** What a row says is not what it said when it was written. */
    | "changed"
    /** Rows are missing that have been written. */
    | "removed"
    /** A row does not follow the one before it: one of the two was replaced, or their order was changed. */
    | "out-of-order"
    /** Rows are there that this program did not write. */
    | "inserted"
    /** A checkpoint or a removal is missing, not signed by this node, or says what the rows do not say. */
    | "checkpoint"
    | "removal"
    /** Rows from before a checkpoint that was kept elsewhere are not what it says. */
    | "rewritten";
  readonly fromId: number;
  readonly throughId: number;
  readonly says: string;
}

/** A fault of one row, or of several that follow each other. */
export function auditFault(
  kind: AuditFault["kind"],
  fromId: number,
  throughId: number,
  says: string,
): AuditFault {
  return { kind, fromId, throughId, says };
}

/** The place of a fault, for people. */
export function rowsText(fromId: number, throughId: number): string {
  return fromId === throughId ? `row ${String(fromId)}` : `rows ${String(fromId)} to ${String(throughId)}`;
}
