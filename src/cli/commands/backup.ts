import type { Command } from "commander";
import { resolve } from "node:path";
import { readPlanOnly } from "../backup/read-plan-only.js";
import { restoredLines } from "../backup/restored-lines.js";
import type { Terminal } from "../terminal.js";

const backupHelp = `
Copies the store while the gateway runs, proves the copy whole, and prints its SHA-256. The copy appears under its name only once
it is complete, and an existing file is never overwritten. What is sealed stays sealed: keep store.sealingKey somewhere else, and
safe, because a backup without its key can be opened by nobody.

Example:
  $ cpis backup --config /etc/cpis/cpis.json --to /backup/cpis-2026-11-21.sqlite`;

const restoreHelp = `
Stop the gateway first: a store that is in use is refused. The backup is proved and migrated in a file of its own; then it takes
the store's place in one step. A store that is there is put aside under another name, and only with --replace.

What happened after the backup is not in it. No query is sent again. A council's uploads stay stopped until somebody says the next
sequence number, which CP-IS must not have seen: cpis store next-number.

Example:
  $ cpis restore --config /etc/cpis/cpis.json --from /backup/cpis-2026-11-21.sqlite --replace`;

interface BackupOptions {
  readonly config: string;
  readonly to: string;
}

interface RestoreOptions {
  readonly config: string;
  readonly from: string;
  readonly replace?: true;
}

/** `cpis backup` and `cpis restore`. */
export function addBackupCommands(program: Command, terminal: Terminal): void {
  program
    .command("backup")
    .description("copy the store into a file, while the gateway runs")
    .requiredOption("--config <file>", "the site's configuration")
    .requiredOption("--to <file>", "the new backup; its folder must be there")
    .addHelpText("after", backupHelp)
    .action((options: BackupOptions) => backup(options, terminal));
  program
    .command("restore")
    .description("put a backup in the place of the store, while the gateway is stopped")
    .requiredOption("--config <file>", "the site's configuration")
    .requiredOption("--from <file>", "the backup")
    .option("--replace", "put aside the store that is there")
    .addHelpText("after", restoreHelp)
    .action((options: RestoreOptions) => restore(options, terminal));
}

async function backup({ config, to }: BackupOptions, terminal: Terminal): Promise<void> {
  const { store } = readPlanOnly(config, terminal.variables);
  const { backUpStore } = await import("../../gateway/store/back-up-store.js");
  const { version, bytes, sha256 } = await backUpStore(store, resolve(to));
  terminal.out(`${sha256}  ${to}`);
  terminal.note(
    `${String(bytes)} bytes, schema ${String(version)}, proved whole. The sealing key is not in it.`,
  );
}

async function restore({ config, from, replace }: RestoreOptions, terminal: Terminal): Promise<void> {
  const plan = readPlanOnly(config, terminal.variables);
  const { restoreStore } = await import("../../gateway/store/restore-store.js");
  const { randomIds } = await import("../../gateway/telemetry/runtime.js");
  const order = { from: resolve(from), replace: replace === true, at: terminal.now() };
  const restored = restoreStore(plan.store, order, randomIds);
  for (const line of restoredLines(restored, plan)) terminal.out(line);
}
