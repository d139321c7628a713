import type { Command } from "commander";
import { parseUploadOrdered } from "../../contract/parse-council.js";
import { absentCases } from "../cases/absent-cases.js";
import { caseColumns } from "../cases/case-columns.js";
import { openCouncilClient, type CouncilClient, type CouncilOptions } from "../cases/council-client.js";
import type { CaseFile } from "../cases/file-case.js";
import {
  checkCases,
  saveCases,
  type CheckedCases,
  type ImportListener,
  type SavedCases,
} from "../cases/import-cases.js";
import { openCaseFile } from "../cases/read-cases.js";
import { exitDone, exitNotDone } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const help = `
CSV: the first row names the columns, in any order: ${caseColumns.join(", ")}.
Rows that follow each other and have the same localId are one case with several statuses. Dates are yyyy-mm-dd. UTF-8,
UTF-16 and Windows-1252 are understood. JSON: a list of cases as PUT /api/v1/cases/{localId} takes them (.json), or one case
per line (.ndjson, .jsonl). Files may be of any length.

The whole file is looked through first: every fault is printed by row and column, and none of the content. Where there is a
fault nothing is saved, unless --take-good is given: then the cases without a fault are saved, and the others are not, not even
in part. After that a file of the changes is queued for CP-IS, unless --no-send is given.

A case that the file does not mention is never ended or removed; --complete lists such cases. A run that broke off is simply
repeated: what is saved already is not saved twice.

Exit code 0: every case of the file was taken (with --check-only: could be). 1: at least one was not, or the work did not
come to its end. 2: the command was called wrongly.

The user token comes from --token-file or from the variable CPIS_USER_TOKEN; it must be a data officer's.

Examples:
  $ cpis upload --file cases.csv --gateway https://gateway.council.example:8460 --token-file token
  $ cpis upload --file cases.csv --gateway https://gateway.council.example:8460 --take-good --complete
  $ cpis upload --file cases.json --gateway http://127.0.0.1:8460 --check-only`;

interface UploadOptions extends CouncilOptions {
  readonly file: string;
  readonly send: boolean;
  readonly takeGood?: true;
  readonly checkOnly?: true;
  readonly complete?: true;
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
    .requiredOption("--file <file>", "the cases: .csv, .json, .ndjson or .jsonl")
    .requiredOption("--gateway <url>", "the council's gateway")
    .option("--token-file <file>", "a file that holds the user's token")
    .option("--take-good", "save the cases without a fault although others have one")
    .option("--check-only", "name the faults and save nothing")
    .option("--complete", "the file is meant to hold every case: list those that it does not mention")
    .option("--no-send", "save only; the schedule sends")
    .addHelpText("after", help)
    .action(async (options: UploadOptions) => {
      report(await upload(options, openCouncilClient(options, terminal), terminal));
    });
}

async function upload(options: UploadOptions, client: CouncilClient, terminal: Terminal): Promise<number> {
  const listener = toListener(terminal);
  const file = openCaseFile(options.file);
  const checked = await checkCases(file, client, listener);
  if (options.complete === true) await listAbsent(checked, client, terminal);
  const allGood = checked.faults === 0;
  terminal.out(
    `${counted(checked.cases, "case")}: ${String(checked.bad.size)} not fit to be taken, ${counted(checked.faults, "fault")}.`,
  );
  if (options.checkOnly === true) return allGood ? exitDone : exitNotDone;
  if (!allGood && options.takeGood !== true) {
    terminal.out("Nothing was saved. Put the faults right, or save the others with --take-good.");
    return exitNotDone;
  }
  const { saved, unchanged, refused } = await save(file, checked, client, listener, terminal);
  const left = checked.bad.size + refused;
  terminal.out(`${String(saved)} saved, ${String(unchanged)} unchanged, ${String(left)} NOT taken.`);
  if (options.send) terminal.out(await queue(client));
  return left === 0 && allGood ? exitDone : exitNotDone;
}

function toListener(terminal: Terminal): ImportListener {
  return {
    fault: ({ row, column, message }) => {
      terminal.out(`row ${String(row)}, ${column === "" ? "the row" : column}: ${message}.`);
    },
    warning: ({ row, column, message }) => {
      terminal.note(`row ${String(row)}, ${column}: ${message}.`);
    },
    progress: (words) => {
      terminal.note(words);
    },
  };
}

async function save(
  file: CaseFile,
  checked: CheckedCases,
  client: CouncilClient,
  listener: ImportListener,
  terminal: Terminal,
): Promise<SavedCases> {
  try {
    return await saveCases(file, client, checked, listener);
  } catch (error) {
    terminal.note(
      "The saving broke off: the first cases of the file are saved, the others are not, and nothing was queued. Run the same command again.",
    );
    throw error;
  }
}

async function listAbsent({ named }: CheckedCases, client: CouncilClient, terminal: Terminal): Promise<void> {
  let count = 0;
  for await (const localId of absentCases(client, named)) {
    count += 1;
    terminal.out(`not in the file: ${localId}`);
  }
  terminal.out(
    count === 0
      ? "The file mentions every case that the gateway holds."
      : `The gateway holds ${counted(count, "case")} that the file does not mention, and keeps ${count === 1 ? "it" : "them"}: to end a plan, end its status.`,
  );
}

async function queue(client: CouncilClient): Promise<string> {
  const ordered = parseUploadOrdered(await client("/api/v1/council/uploads", { kind: "changes" }));
  if (ordered.kind === "nothing-to-send") return "Nothing has changed for CP-IS.";
  return `File ${String(ordered.sequenceNumber)} with ${counted(ordered.records, "record")} is queued for CP-IS. Queued is not visible: its answer decides.`;
}

const counted = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? "" : "s"}`;
