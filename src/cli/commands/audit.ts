import { InvalidArgumentError, Option, type Command } from "commander";
import type { CheckpointOptions } from "../audit/checkpoint.js";
import type { ExportOptions } from "../audit/export.js";
import { parseMoment } from "../audit/parse-moment.js";
import type { RetainOptions } from "../audit/retain.js";
import type { SearchOptions } from "../audit/search.js";
import type { VerifyOptions } from "../audit/verify.js";
import { exitDone, exitNotDone } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const help = `
The audit is a chain: each row carries the hash of the one before it, and the gateway signs the chain every 15 minutes, or
1,000 rows. Keep the checkpoints elsewhere: only they show that the end was cut off, or the whole written anew.

Examples:
  $ cpis audit verify --config /etc/cpis/cpis.json --checkpoints /mnt/witness/cpis.json
  $ cpis audit checkpoint --config /etc/cpis/cpis.json --file /mnt/witness/cpis.json
  $ cpis audit export --config /etc/cpis/cpis.json --from 2026-12-01 --to 2027-01-01 --format fhir-ndjson --file december.ndjson
  $ cpis audit search --config /etc/cpis/cpis.json --reason "Call from the council of 3 December" < number.txt
  $ cpis audit retain --config /etc/cpis/cpis.json --keep-days 2922`;

const configText = "the gateway's configuration";

/** `cpis audit …`: verify, sign and thin out the audit of one gateway. */
export function addAuditCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const audit = program
    .command("audit")
    .description("verify, sign, export and thin out the audit")
    .addHelpText("after", help);
  addVerify(audit, terminal, report);
  addExport(audit, terminal);
  audit
    .command("search")
    .description("print every row about the NHS number on standard input; the search is audited")
    .requiredOption("--config <file>", configText)
    .requiredOption("--reason <text>", "why, kept sealed in the audit")
    .action(async (options: SearchOptions) => {
      const { searchAudit } = await import("../audit/search.js");
      await searchAudit(options, terminal);
    });
  audit
    .command("checkpoint")
    .description("sign the audit as it stands")
    .requiredOption("--config <file>", configText)
    .option("--file <file>", "write every checkpoint to a file that can be kept elsewhere")
    .action(async (options: CheckpointOptions) => {
      const { makeCheckpoint } = await import("../audit/checkpoint.js");
      await makeCheckpoint(options, terminal);
    });
  audit
    .command("retain")
    .description("remove whole signed segments that are older than a number of days")
    .requiredOption("--config <file>", configText)
    .requiredOption("--keep-days <days>", "how many days stay, at least 365", parseDays)
    .action(async (options: RetainOptions) => {
      const { retainAudit } = await import("../audit/retain.js");
      report(await retainAudit(options, terminal));
    });
}

function addVerify(audit: Command, terminal: Terminal, report: (exitCode: number) => void): void {
  audit
    .command("verify")
    .description("find any row that was changed, removed, put in or put elsewhere")
    .option("--config <file>", `${configText}: also tells this node's signatures from a forger's`)
    .option("--store <file>", "the store's file alone, where the sealing key is not at hand")
    .option("--checkpoints <file>", "checkpoints that were kept elsewhere")
    .action(async (options: VerifyOptions) => {
      const { verdictLines } = await import("../audit/verdict-text.js");
      const { verifyStore } = await import("../audit/verify.js");
      const verdict = await verifyStore(options, terminal);
      for (const line of verdictLines(verdict)) terminal.out(line);
      report(verdict.faults.length === 0 ? exitDone : exitNotDone);
    });
}

function addExport(audit: Command, terminal: Terminal): void {
  const formats = ["csv", "fhir-ndjson", "fhir-bundle"];
  audit
    .command("export")
    .description("hand out the rows of a time; the export is audited")
    .requiredOption("--config <file>", configText)
    .requiredOption("--from <date>", "from when, such as 2026-12-01 or 2026-12-01T08:00:00Z", parseMoment)
    .requiredOption("--to <date>", "until when, exclusive", parseMoment)
    .addOption(new Option("--format <format>", "how rows are written").choices(formats).default("csv"))
    .option("--file <file>", "a new file that only its owner can read, instead of standard output")
    .option("--with-subjects", "with NHS numbers and encounters; needs --reason")
    .option("--reason <text>", "why, kept sealed in the audit")
    .action(async (options: ExportOptions) => {
      const { exportAudit } = await import("../audit/export.js");
      await exportAudit(options, terminal);
    });
}

const leastDays = 365;

function parseDays(text: string): number {
  const days = Number(text);
  if (/^[0-9]+$/.test(text) && days >= leastDays) return days;
  throw new InvalidArgumentError(`Give a whole number of days, at least ${String(leastDays)}.`);
}
