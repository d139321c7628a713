import type { Command } from "commander";
import { parseTakeoverDifference, parseTakeoverView } from "../../contract/parse-takeover.js";
import type { TakeoverView } from "../../contract/takeover.js";
import { openCouncilClient, type CouncilClient } from "../cases/council-client.js";
import { exitDone, exitNotDone, UsageFault } from "../exit-code.js";
import { decisionColumns, readDecisionOrders, type DecisionOptions } from "../takeover/read-decisions.js";
import { previousColumns } from "../takeover/read-previous-csv.js";
import { readPrevious } from "../takeover/read-previous.js";
import { differenceLines, statusLines } from "../takeover/takeover-text.js";
import type { Terminal } from "../terminal.js";

const path = "/api/v1/council/takeover";

const help = `
For a council whose plans another system has uploaded to CP-IS so far. --previous is what that system last told CP-IS, whole:
its last FULL upload as XML (REPC_MT000002GB01; with --answer, CP-IS's answer to it, REPC_MT000003GB01), or a list of its
children. CSV: one plan in each row, with the columns ${previousColumns.join(", ")};
planKind is CPP, LAC or UCPP, and the person of a UCPP is the mother. JSON: a list as POST ${path} takes it.

With --dry-run the difference is printed and nothing is kept. Without it the take-over is proposed: nothing is uploaded from then
on until a second person approves. Children are named by local id, or by initials and year of birth; the first word of a row
names the plan in \`decide\`.

Exit code 0: done, and nothing is left to decide. 1: faults in the file, plans to decide, or the gateway refused. 2: wrong usage.

The user token comes from --token-file or from the variable CPIS_USER_TOKEN; it must be a data officer's.

Examples:
  $ cpis council takeover --first-sequence 412 --previous last-full.xml --answer answer.xml --dry-run --gateway https://gateway.council.example:8460
  $ cpis council takeover --first-sequence 412 --previous children.csv --gateway https://gateway.council.example:8460
  $ cpis council takeover decide --plan 3f9c0a6d21b4e877 --end 2026-08-31 --gateway https://gateway.council.example:8460
  $ cpis council takeover approve --revision 4 --gateway https://gateway.council.example:8460`;

interface TakeoverOptions {
  readonly gateway?: string;
  readonly tokenFile?: string;
  readonly firstSequence?: string;
  readonly previous?: string;
  readonly answer?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

type OrderOptions = TakeoverOptions & DecisionOptions & { readonly revision?: string };

const shared = "\n--gateway, --token-file and --json belong to this command too.";

function gatewayOf({ gateway }: TakeoverOptions): string {
  if (gateway === undefined)
    throw new UsageFault("--gateway is needed: the address of the council's gateway.");
  return gateway;
}

/** `cpis council takeover`: the dry run, the proposal, the decisions, the second person, and the way back. */
export function addCouncilCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const takeover = program
    .command("council")
    .description("the council's uploads as a whole")
    .command("takeover")
    .description("take over the uploads of another system")
    .option("--first-sequence <number>", "of our first file: one more than the last of the other system")
    .option("--previous <file>", "what the other system last told CP-IS, whole: .xml, .csv or .json")
    .option("--answer <file>", "CP-IS's answer to --previous, where that is XML")
    .option("--dry-run", "print the difference and keep nothing")
    .option("--gateway <url>", "the council's gateway")
    .option("--token-file <file>", "a file that holds the user's token")
    .option("--json", "print JSON; it holds names and NHS numbers")
    .addHelpText("after", help)
    .action(async (options: TakeoverOptions) => {
      report(await propose(options, terminal));
    });
  addOrders(takeover, terminal, report);
}

async function propose(options: TakeoverOptions, terminal: Terminal): Promise<number> {
  const { firstSequence, previous } = options;
  if (firstSequence === undefined || previous === undefined) {
    throw new UsageFault("--first-sequence and --previous are needed.");
  }
  if (!/^[1-9][0-9]{0,14}$/.test(firstSequence)) {
    throw new UsageFault("--first-sequence must be a whole number, 1 or more.");
  }
  const client = openCouncilClient({ ...options, gateway: gatewayOf(options) }, terminal);
  const file = await readPrevious(previous, options.answer, terminal.now());
  for (const { row, column, message } of file.faults) {
    terminal.out(`row ${String(row)}, ${column === "" ? "the row" : column}: ${message}.`);
  }
  if (file.faults.length > 0) {
    terminal.out(`${String(file.faults.length)} faults. Nothing was proposed.`);
    return exitNotDone;
  }
  for (const note of file.notes) terminal.note(note);
  const proposal = {
    firstSequenceNumber: Number(firstSequence),
    ...(file.sequenceNumber === undefined ? {} : { previousSequenceNumber: file.sequenceNumber }),
    children: file.children,
  };
  if (options.dryRun !== true) return show(await client(path, proposal), options, terminal);
  const difference = parseTakeoverDifference(await client(`${path}/difference`, proposal));
  if (options.json === true) terminal.out(JSON.stringify(difference, null, 2));
  else for (const line of differenceLines(difference)) terminal.out(line);
  terminal.note("A dry run: nothing was kept.");
  return difference.counts.undecided === 0 ? exitDone : exitNotDone;
}

function show(answer: unknown, { json }: { readonly json?: true }, terminal: Terminal): number {
  const view = parseTakeoverView(answer);
  if (json === true) terminal.out(JSON.stringify(view, null, 2));
  else for (const line of statusLines(view)) terminal.out(line);
  return isSettled(view) ? exitDone : exitNotDone;
}

function isSettled(view: TakeoverView): boolean {
  return view.undecided === 0 && !view.changedSinceProposed && !(view.stage === "none" && view.expected);
}

function addOrders(takeover: Command, terminal: Terminal, report: (exitCode: number) => void): void {
  const order = (
    name: string,
    what: string,
    ask: (client: CouncilClient, options: OrderOptions) => Promise<unknown>,
  ): Command =>
    takeover
      .command(name)
      .description(what)
      .addHelpText("after", shared)
      .action(async (_own: unknown, command: Command) => {
        const options = command.optsWithGlobals<OrderOptions>();
        const client = openCouncilClient({ ...options, gateway: gatewayOf(options) }, terminal);
        report(show(await ask(client, options), options, terminal));
      });
  const revision = ["--revision <number>", "the one that you looked at"] as const;
  const reason = ["--reason <text>", "why, in words"] as const;
  order("status", "print how the take-over stands", (client) => client(path));
  order("decide", "say what becomes of a plan", async (client, options) => {
    const decisions = await readDecisionOrders(options);
    const { revision: current = 0 } = parseTakeoverView(await client(path));
    return client(`${path}/decisions`, { revision: current, decisions });
  })
    .option("--plan <id>", "the first word of its row")
    .option("--end <date>", "CP-IS is told that it ended then, yyyy-mm-dd")
    .option("--delete", "it was entered in error; needs --reason")
    .option("--keep", "it stays as it is; needs --reason")
    .option(...reason)
    .option("--file <file>", `many at once: CSV with the columns ${decisionColumns.join(", ")}`);
  order("renew", "propose the same children anew, with what the cases say today", async (client) => {
    const { revision: current = 0 } = parseTakeoverView(await client(path));
    return client(`${path}/renewal`, { revision: current });
  });
  order("approve", "agree as the second person: the first file leaves", (client, options) =>
    client(`${path}/approval`, { revision: readRevision(options.revision) }),
  ).requiredOption(...revision);
  order("withdraw", "the way back, until the first file is made", (client, options) =>
    client(`${path}/withdrawal`, { reason: options.reason }),
  ).requiredOption(...reason);
  order("release", "after a withdrawal, by a second person: there is no other system", (client, options) =>
    client(`${path}/release`, { reason: options.reason }),
  ).requiredOption(...reason);
}

function readRevision(text = ""): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new UsageFault("--revision must be the number that status prints.");
}
