import { generateKeyPairSync } from "node:crypto";
import type { Command } from "commander";
import { publicKeyText } from "../../config/approval.js";
import { readConfigFile } from "../../config/load-config.js";
import { diffSettings } from "../../config/plan-diff.js";
import { approve, historyLine, type ApproveOptions } from "../config/approve.js";
import { changesText } from "../config/changes-text.js";
import { readHistory, rollBack, type HistoryOptions } from "../config/roll-back.js";
import { writeWholeFile } from "../config/write-whole-file.js";
import type { Terminal } from "../terminal.js";

const approveHelp = `
Dangerous settings decide whether a council is told of a child, and what counts as no record. Outside the simulator a change
of them takes effect only with the signatures of two administrators of the configuration before it, or with two people's
agreement in the console. A signature counts once.

Each of them runs this with a key of their own: first without --hash, to see what changes, then with the hash it prints.
The signatures stand in FILE.approval.json, for exactly this change; a running gateway and cpis serve read them there.

Example:
  $ cpis config approve cpis.yaml --as ruth.abara --key ruth.key
  $ cpis config approve cpis.yaml --as ruth.abara --key ruth.key --hash 0123456789ab`;

const rollbackHelp = `
Writes the text of an earlier configuration into FILE; what stood there is kept in FILE.replaced. A running gateway takes it up
within seconds, or at its next start where a setting needs one; dangerous settings need their signatures on the way back too.`;

/** The part of `cpis config` that is about changes: compare, approve, look back and go back. */
export function addChangeCommands(
  config: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  config
    .command("diff")
    .description("print what changes from one configuration to another")
    .argument("<old>", "the configuration before")
    .argument("<new>", "the configuration after")
    .action((old: string, next: string) => terminal.out(compare(old, next, terminal)));
  config
    .command("approve")
    .description("sign a configuration's dangerous changes as an administrator")
    .argument("<file>", "the new configuration")
    .requiredOption("--as <id>", "which administrator signs")
    .requiredOption("--key <file>", "the administrator's private key, PEM")
    .option("--hash <hash>", "the new configuration's hash, as this command prints it")
    .option("--old <file>", "the configuration before; by default the last one in the store's history")
    .addHelpText("after", approveHelp)
    .action(async (file: string, options: ApproveOptions) => report(await approve(file, options, terminal)));
  config
    .command("key")
    .description("make an administrator's key, and print its public half for the setting administrators")
    .argument("<file>", "where to write the private key, readable by you only")
    .action((file: string) => terminal.out(makeKey(file)));
  addHistoryCommands(config, terminal);
}

function addHistoryCommands(config: Command, terminal: Terminal): void {
  const storeOf = "--store-of <file>";
  const storeWords = "another configuration of this gateway, where FILE itself cannot be read";
  config
    .command("history")
    .description("list the configurations that the gateway ran with")
    .argument("<file>", "the gateway's configuration")
    .option(storeOf, storeWords)
    .action(async (file: string, options: HistoryOptions) => {
      for (const plan of await readHistory(file, options, terminal)) terminal.out(historyLine(plan));
    });
  config
    .command("rollback")
    .description("put an earlier configuration back")
    .argument("<file>", "the gateway's configuration")
    .option("--to <hash>", "which one; the one before the last by default")
    .option(storeOf, storeWords)
    .addHelpText("after", rollbackHelp)
    .action(async (file: string, options: HistoryOptions) => rollBack(file, options, terminal));
}

function compare(old: string, next: string, { variables }: Terminal): string {
  const before = readConfigFile(old, variables);
  const after = readConfigFile(next, variables);
  return changesText(before.digest, after.digest, diffSettings(before.effective, after.effective));
}

function makeKey(file: string): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  writeWholeFile(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), false);
  return publicKeyText(privateKey);
}
