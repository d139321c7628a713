import { parseNhsNumber } from "../../domain/nhs-number.js";
import { csvWriter } from "../../gateway/audit/export/csv.js";
import { searchAudit as searchRows } from "../../gateway/audit/search-audit.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { terminalActor, withStore } from "./open-audit.js";

/** Where to search, and why. */
export interface SearchOptions {
  readonly config: string;
  readonly reason: string;
}

/** Prints, as CSV, every row about the NHS number on standard input. The search is in the audit before its first row. */
export async function searchAudit({ config, reason }: SearchOptions, terminal: Terminal): Promise<void> {
  // From standard input: a command line can be read by every user of the machine, and stays in the shell's history.
  const reading = parseNhsNumber((await terminal.readInput()).trim());
  if (!reading.ok) throw new UsageFault("give one valid NHS number on standard input");
  const { nhsNumber } = reading;
  await withStore(config, terminal, async (context) => {
    const writer = csvWriter();
    const reading = { actor: terminalActor(), at: terminal.now(), reason };
    for (const line of writer.begin) terminal.out(line);
    for await (const rows of searchRows(context, { nhsNumber }, reading)) {
      for (const row of rows) terminal.out(writer.line(row));
    }
  });
}
