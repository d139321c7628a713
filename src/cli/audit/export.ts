import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import type { GatewayPlan } from "../../config/plan.js";
import { auditCsv } from "../../gateway/audit/export/csv.js";
import { auditFhir, auditFhirBundle, type AuditOrigin } from "../../gateway/audit/export/fhir.js";
import { auditBetween, type AuditRange } from "../../gateway/audit/read-range.js";
import { readChainId } from "../../gateway/audit/read-chain-id.js";
import { createSqliteAuditTrail } from "../../gateway/audit/sqlite-audit-trail.js";
import type { AuditRecord } from "../../ports/audit.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { terminalActor, withStore } from "./open-audit.js";

/** How rows are written. */
export type ExportFormat = "csv" | "fhir-ndjson" | "fhir-bundle";

/** What to hand out, how and why. */
export interface ExportOptions {
  readonly config: string;
  readonly from: number;
  readonly to: number;
  readonly format: ExportFormat;
  readonly file?: string;
  readonly withSubjects?: true;
  readonly reason?: string;
}

/** Hands out the rows of a time. That it was done, by whom and whether with NHS numbers, is in the audit before the first row. */
export async function exportAudit(options: ExportOptions, terminal: Terminal): Promise<void> {
  const { config, from, to, format, file, reason } = options;
  const withSubjects = options.withSubjects === true;
  if (withSubjects && (reason ?? "").trim() === "") {
    throw new UsageFault("--with-subjects needs --reason: NHS numbers leave the audit");
  }
  if (file !== undefined && existsSync(file))
    throw new UsageFault(`${file} is there already; name a new file`);
  if (from >= to) throw new UsageFault("--from must be before --to");
  await withStore(config, terminal, async (context, plan) => {
    await createSqliteAuditTrail(context).append([
      {
        at: terminal.now(),
        action: "audit-exported",
        actor: terminalActor(),
        details: { format, from: new Date(from).toISOString(), to: new Date(to).toISOString(), withSubjects },
        ...(reason === undefined ? {} : { subject: { note: reason } }),
      },
    ]);
    const origin = originOf(plan, readChainId(context));
    const range: AuditRange = { from, to };
    const lines = formats[format](auditBetween(context, range, withSubjects), origin);
    if (file === undefined) for (const line of lines) terminal.out(line);
    else await writeLines(file, lines);
  });
  if (file !== undefined) terminal.note(`${file} is written; only its owner can read it.`);
}

type Format = (rows: Iterable<AuditRecord>, origin: AuditOrigin) => Iterable<string>;

const formats: Readonly<Record<ExportFormat, Format>> = {
  csv: (rows) => auditCsv(rows),
  "fhir-ndjson": auditFhir,
  "fhir-bundle": auditFhirBundle,
};

function originOf({ identity }: GatewayPlan, chainId: string): AuditOrigin {
  const { organisation, jobRoleCodeSystem } = identity;
  return { chainId, odsCode: organisation.odsCode, jobRoleCodeSystem };
}

async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  // A file that is there already might be readable by others.
  const stream = createWriteStream(file, { mode: 0o600, flags: "wx" });
  for (const line of lines) if (!stream.write(`${line}\n`)) await once(stream, "drain");
  stream.end();
  await once(stream, "close");
}
