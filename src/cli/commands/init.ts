import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Option, type Command } from "commander";
import { askSite, readLocation, type SiteAnswers } from "../config/ask-site.js";
import { commentedYaml } from "../config/commented-yaml.js";
import { newSite, type NewLocation, type NewSite } from "../config/new-site.js";
import { writeWholeFile } from "../config/write-whole-file.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const help = `
Writes a configuration with a comment at every setting. For the simulator it is complete. For a national environment it holds
what can be known here; cpis config check lists the rest, and every location starts as not enabled.

At a terminal it asks for what the options leave open. Without one it asks nothing, and says which option is missing.
An existing file is never overwritten without --force; an existing sealing key never at all.

Examples:
  $ cpis init
  $ cpis init --kind hospital --environment simulator
  $ cpis init /etc/cpis/cpis.yaml --kind hospital --environment integration \\
      --location "ed=Emergency department=unscheduled" --location "clinic=Community clinic=scheduled"
  $ cpis init --kind council --environment simulator`;

interface InitOptions extends SiteAnswers {
  readonly force?: boolean;
}

/** `cpis init`: a first configuration. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command("init")
    .description("write a first configuration, with a comment at every setting")
    .argument("[file]", "where to write it", "cpis.yaml")
    .addOption(new Option("--kind <kind>", "whom the gateway serves").choices(["hospital", "council"]))
    .addOption(
      new Option("--environment <environment>", "the national environment").choices([
        "simulator",
        "integration",
        "production",
      ]),
    )
    .option("--location <id=name=mode>", "a location and its access mode; once for each", collect)
    .option("--force", "replace an existing file")
    .addHelpText("after", help)
    .action((file: string, options: InitOptions) => init(file, options, terminal));
}

function collect(text: string, before: readonly NewLocation[] = []): readonly NewLocation[] {
  return [...before, readLocation(text)];
}

async function init(file: string, options: InitOptions, terminal: Terminal): Promise<void> {
  const replace = options.force === true;
  if (!/\.ya?ml$/i.test(file)) throw new UsageFault(`${file} must end in .yaml: JSON has no comments.`);
  if (!replace && existsSync(file)) {
    throw new UsageFault(`${file} is there already. Name another file, or add --force to replace it.`);
  }
  const site = await askSite(options, terminal);
  mkdirSync(dirname(file), { recursive: true });
  writeWholeFile(file, `${heading(site)}${commentedYaml(newSite(site))}`, replace);
  terminal.out(`The configuration is in ${file}.`);
  for (const line of site.environment === "simulator" ? tryIt(file, site) : prepare(file)) terminal.out(line);
}

function heading({ kind, environment }: NewSite): string {
  const advice =
    environment === "simulator"
      ? ""
      : "# Lines that begin with # and a setting's name are to be filled in.\n";
  return `# CP-IS gateway of a ${kind}, ${environment}. YAML 1.2; paths are relative to this file.
# Check it: npx cpis config check FILE    Any setting: npx cpis config explain KEY
${advice}`;
}

function tryIt(file: string, { kind }: NewSite): readonly string[] {
  const folder = join(dirname(file), "simulator");
  return [
    "Start the national side, and then in a second terminal the gateway:",
    `  npx cpis simulate --identity ${folder}`,
    `  npx cpis serve --config ${file}`,
    ...(kind === "hospital"
      ? [`Or ask once, without either: npx cpis lookup 9995260182 --config ${file}`]
      : []),
  ];
}

// A new sealing key is the one secret that nobody else issues. The first one stays: without it the audit is unreadable.
function prepare(file: string): readonly string[] {
  const folder = join(dirname(file), "secrets");
  const key = join(folder, "sealing.key");
  const made = !existsSync(key);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made) writeWholeFile(key, `${randomBytes(32).toString("base64")}\n`, false);
  return [
    made
      ? `A sealing key is in ${key}. Keep a copy of it apart from the store.`
      : `The sealing key in ${key} stays.`,
    `Put keys, certificates and passwords into ${folder}, readable by the gateway only.`,
    `What is still to be filled in: npx cpis config check ${file}`,
  ];
}
