import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { exportAudit as exportRows, type ExportFormat } from "../../gateway/audit/export/export-audit.js";
import { auditOrigin } from "../../gateway/audit/export/fhir.js";
import { readChainId } from "../../gateway/audit/read-chain-id.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { terminalActor, withStore } from "./open-audit.js";

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
    const slices = exportRows(context, {
      criteria: { from, to },
      format,
      withSubjects,
      origin: auditOrigin(plan, readChainId(context)),
      actor: terminalActor(),
      at: terminal.now(),
      reason: reason ?? "",
    });
    if (file !== undefined) await writeLines(file, slices);
    else for await (const lines of slices) for (const line of lines) terminal.out(line);
  });
  if (file !== undefined) terminal.note(`${file} is written; only its owner can read it.`);
}

async function writeLines(file: string, slices: AsyncIterable<readonly string[]>): Promise<void> {
  // A file that is there already might be readable by others.
  const stream = createWriteStream(file, { mode: 0o600, flags: "wx" });
  for await (const lines of slices) {
    if (!stream.write(lines.map((line) => `${line}\n`).join(""))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
}
