import type { Command } from "commander";
import { parseImportResult } from "../../contract/parse-council-case.js";
import { importBatchRows } from "../../contract/parse-council-request.js";
import { parseUploadOrdered } from "../../contract/parse-council.js";
import { columnOf, caseColumns, rowOf } from "../cases/case-columns.js";
import { openCouncilClient, type CouncilClient, type CouncilOptions } from "../cases/council-client.js";
import { readCases, type FileCase } from "../cases/read-cases.js";
import { exitDone, exitNotDone } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const help = `
CSV: the first row names the columns, in any order: ${caseColumns.join(", ")}.
Rows that follow each other and have the same localId are one case with several statuses. Dates are yyyy-mm-dd. UTF-8,
UTF-16 and Windows-1252 are understood. JSON: a list of cases as PUT /api/v1/cases/{localId} takes them.

Good rows are saved; every fault of the others is printed by row and column, and none of their content. Then a file of
the changes is queued for CP-IS, unless --no-send is given. Exit code 0 means that every row was taken.

The user token comes from --token-file or from the variable CPIS_USER_TOKEN; it must be a data officer's.

Examples:
  $ cpis upload --file cases.csv --gateway https://gateway.council.example:8460 --token-file token
  $ cpis upload --file cases.json --gateway http://127.0.0.1:8460 --no-send`;

interface UploadOptions extends CouncilOptions {
  readonly file: string;
  readonly send: boolean;
}

interface Tally {
  cases: number;
  saved: number;
  unchanged: number;
  faults: number;
}

/** `cpis upload`: cases from a file into a council's gateway, and on to CP-IS. */
export function addUploadCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  program
    .command("upload")
    .description("save a file of cases in the council's gateway and queue what changed for CP-IS")
    .requiredOption("--file <file>", "the cases, .csv or .json")
    .requiredOption("--gateway <url>", "the council's gateway")
    .option("--token-file <file>", "a file that holds the user's token")
    .option("--no-send", "save only; the schedule sends")
    .addHelpText("after", help)
    .action(async (options: UploadOptions) => {
      const client = openCouncilClient(options, terminal);
      const tally = await importAll(options.file, client, terminal);
      terminal.out(
        `${String(tally.cases)} cases: ${String(tally.saved)} saved, ${String(tally.unchanged)} unchanged, ${String(tally.faults)} faults.`,
      );
      if (options.send) terminal.out(await queue(client));
      report(tally.faults === 0 ? exitDone : exitNotDone);
    });
}

async function importAll(path: string, client: CouncilClient, terminal: Terminal): Promise<Tally> {
  const tally: Tally = { cases: 0, saved: 0, unchanged: 0, faults: 0 };
  const fault = (row: number, column: string, message: string): void => {
    tally.faults += 1;
    terminal.out(`row ${String(row)}, ${column === "" ? "the row" : column}: ${message}.`);
  };
  let batch: FileCase[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const body = { firstRow: 1, rows: batch.map(({ draft }) => draft) };
    const result = parseImportResult(await client("/api/v1/cases/import", body));
    tally.saved += result.saved;
    tally.unchanged += result.unchanged;
    for (const { row, path: place, message } of result.faults) {
      fault(rowOf(place, batch[row - 1]?.rows ?? []), columnOf(place), message);
    }
    terminal.note(`${String(tally.cases)} cases read.`);
    batch = [];
  };
  for await (const one of readCases(path)) {
    tally.cases += 1;
    if (one.fault !== undefined) fault(one.rows[0] ?? 0, "", one.fault);
    else batch.push(one);
    if (batch.length === importBatchRows) await flush();
  }
  await flush();
  return tally;
}

async function queue(client: CouncilClient): Promise<string> {
  const ordered = parseUploadOrdered(await client("/api/v1/council/uploads", { kind: "changes" }));
  if (ordered.kind === "nothing-to-send") return "Nothing has changed for CP-IS.";
  return `File ${String(ordered.sequenceNumber)} with ${String(ordered.records)} records is queued for CP-IS. Queued is not visible: its answer decides.`;
}
