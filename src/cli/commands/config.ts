import type { Command } from "commander";
import { findSetting, settingsLike } from "../../config/find-setting.js";
import { loadConfigFile, type LoadedConfig } from "../../config/load-config.js";
import { listSettings } from "../../config/setting-list.js";
import { settingsJsonSchema } from "../../config/settings.js";
import { CpisError } from "../../errors/cpis-error.js";
import { faultText, faultViews } from "../config/check-text.js";
import { explainText } from "../config/explain-text.js";
import { exitNotDone, UsageFault } from "../exit-code.js";
import { startNotes } from "../start-notes.js";
import type { Terminal } from "../terminal.js";
import { addChangeCommands } from "./config-changes.js";

const help = `
Examples:
  $ cpis config check /etc/cpis/cpis.yaml
  $ cpis config explain locations.accessMode
  $ cpis config explain CPIS_HTTP_PORT
  $ cpis config schema > cpis.schema.json`;

const checkHelp = `
Runs the checks that cpis serve runs: every fault is printed with its place, what to change and what the setting is for.
References are followed, and certificates compared with their keys and with the clock. Nothing is started or written.

Exit codes: 0 without a fault, 1 with faults or where the file cannot be read.`;

/** `cpis config`: what an administrator asks about a configuration before anything runs with it. */
export function addConfigCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const config = program
    .command("config")
    .description("check, explain, compare and approve configurations")
    .addHelpText("after", help);
  config
    .command("check")
    .description("find every fault of a configuration file")
    .argument("<file>", "the configuration, YAML or JSON")
    .option("--json", "print the result as JSON")
    .addHelpText("after", checkHelp)
    .action((file: string, { json = false }: { readonly json?: boolean }) =>
      report(checkConfig(file, json, terminal)),
    );
  config
    .command("schema")
    .description("print the JSON Schema of the configuration, for editors")
    .action(() => terminal.out(JSON.stringify(settingsJsonSchema(), null, 2)));
  config
    .command("explain")
    .description("say everything about one setting; without one, list them all")
    .argument("[key]", "a setting, such as spine.ownAsid, or its variable")
    .action((key?: string) => terminal.out(key === undefined ? everySetting() : explain(key)));
  addChangeCommands(config, terminal, report);
}

function checkConfig(file: string, json: boolean, terminal: Terminal): number {
  let loaded: LoadedConfig;
  try {
    loaded = loadConfigFile(file, terminal.variables, terminal.now());
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    const faults = faultViews(error);
    terminal.out(
      json ? JSON.stringify({ ok: false, code: error.code, faults }, null, 2) : faultText(file, faults),
    );
    return exitNotDone;
  }
  const { hash, environment } = loaded.plan;
  if (json) terminal.out(JSON.stringify({ ok: true, planHash: hash, environment }, null, 2));
  else terminal.out([`${file}: no fault.`, ...startNotes(loaded.plan, terminal.now())].join("\n"));
  return 0;
}

function explain(key: string): string {
  const entry = findSetting(key);
  if (entry !== undefined) return explainText(entry);
  const like = settingsLike(key);
  const advice =
    like.length === 0
      ? "cpis config explain, without a name, lists every setting."
      : `Did you mean ${like.join(", or ")}?`;
  throw new UsageFault(`${key} is not a setting. ${advice}`);
}

function everySetting(): string {
  return listSettings()
    .map(({ path, description }) => `${path}: ${description}`)
    .join("\n");
}
