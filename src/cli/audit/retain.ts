import { openAuditFile } from "../../gateway/audit/audit-file.js";
import { removeSegment } from "../../gateway/audit/retain-audit.js";
import { exitDone, exitNotDone } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { readPlan, terminalActor, withStore } from "./open-audit.js";
import { verdictLines } from "./verdict-text.js";
import { verifyContext } from "./verify.js";

/** Which store, and how many days of it stay. */
export interface RetainOptions {
  readonly config: string;
  readonly keepDays: number;
}

const dayMs = 24 * 60 * 60_000;

/** Removes whole segments that are old enough; nothing where any row of the audit is not as it was written. */
export async function retainAudit({ config, keepDays }: RetainOptions, terminal: Terminal): Promise<number> {
  const { file } = readPlan(config, terminal).store;
  return withStore(config, terminal, async (context) => {
    const audit = openAuditFile(file);
    const verdict = verifyContext(context, audit);
    audit.close();
    if (verdict.faults.length > 0) {
      for (const line of verdictLines(verdict)) terminal.out(line);
      terminal.out("Nothing was removed: it would take evidence away.");
      return exitNotDone;
    }
    const now = terminal.now();
    const before = now - keepDays * dayMs;
    const actor = terminalActor();
    const remove = () => context.commits.write(() => removeSegment(context, before, now, actor));
    let rows = 0;
    // One segment at a time: a running gateway waits for each of these transactions.
    for (let removed = await remove(); removed !== undefined; removed = await remove()) rows += removed.rows;
    terminal.out(
      `${String(rows)} rows removed; what is younger than ${String(keepDays)} days, and what no checkpoint has closed, stays.`,
    );
    return exitDone;
  });
}
