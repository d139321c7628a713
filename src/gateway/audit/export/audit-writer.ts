import type { AuditRecord } from "../../../ports/audit.js";

/** Writes rows as lines, each without its line feed. Give it rows in their order. */
export interface AuditWriter {
  /** Before the first row. */
  readonly begin: readonly string[];
  line(row: AuditRecord): string;
  /** After the last. */
  readonly end: readonly string[];
}
