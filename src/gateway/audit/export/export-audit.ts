import type { AuditRecord } from "../../../ports/audit.js";
import type { StoreContext } from "../../store/store-context.js";
import type { AuditCriteria } from "../read-range.js";
import { breathing, noteReading, type AuditReading } from "../search-audit.js";
import { csvWriter } from "./csv.js";
import { fhirBundleWriter, fhirWriter, type AuditOrigin } from "./fhir.js";
import type { AuditWriter } from "./audit-writer.js";

/** How rows are written. */
export type ExportFormat = "csv" | "fhir-ndjson" | "fhir-bundle";

/** What is handed out, how and why. */
export interface ExportOrder extends AuditReading {
  readonly criteria: AuditCriteria;
  readonly format: ExportFormat;
  /** With NHS numbers and encounters. */
  readonly withSubjects: boolean;
  readonly origin: AuditOrigin;
}

const writers: Readonly<Record<ExportFormat, (origin: AuditOrigin) => AuditWriter>> = {
  csv: csvWriter,
  "fhir-ndjson": fhirWriter,
  "fhir-bundle": fhirBundleWriter,
};

/**
 * Hands out rows as lines, each without its line feed, some at a time and in the order they were written. That it was done, by
 * whom and whether with NHS numbers, is durable in the audit before the first line.
 */
export async function* exportAudit(
  context: StoreContext,
  order: ExportOrder,
): AsyncGenerator<readonly string[]> {
  const { criteria, format, withSubjects, origin } = order;
  await noteReading(context, "audit-exported", criteria, order, { format, withSubjects });
  const writer = writers[format](origin);
  if (writer.begin.length > 0) yield writer.begin;
  for await (const rows of breathing(context, criteria, { withSubjects })) {
    // A search by NHS number opens what it finds; what is handed out is another matter.
    yield rows.map((row) => writer.line(withSubjects ? row : withoutSubject(row)));
  }
  if (writer.end.length > 0) yield writer.end;
}

function withoutSubject(row: AuditRecord): AuditRecord {
  const bare: { -readonly [K in keyof AuditRecord]: AuditRecord[K] } = { ...row };
  delete bare.subject;
  return bare;
}
