import { InvalidArgumentError, type Command } from "commander";
import { CpisError } from "../../errors/cpis-error.js";
import { readPlanOnly } from "../backup/read-plan-only.js";
import type { Terminal } from "../terminal.js";

const numberHelp = `
For a council's gateway that was restored from a backup, while it is stopped. Every file to CP-IS has a number, and a number that
CP-IS has seen must not be used again. Say the last one that it has seen, plus 1; the audit keeps who said so.

Example:
  $ cpis store next-number --config /etc/cpis/cpis.json --number 184 --by "Dee Officer"`;

const rotateHelp = `
Seals everything anew with another key, while the gateway is stopped. It is one transaction: broken off in the middle, the store is
as it was, and the same command does it again. Afterwards set store.sealingKey to the new key before the gateway starts.

Rows that are never changed (the audit above all) stay sealed as they were written; what opens them is carried on inside the store,
sealed with the new key. Backups from before open with the old key only: keep it as long as you keep them.

Example:
  $ openssl rand -base64 32 > /etc/cpis/keys/sealing-2027.key
  $ cpis store rotate-key --config /etc/cpis/cpis.json --new-key-file /etc/cpis/keys/sealing-2027.key`;

interface RotateOptions {
  readonly config: string;
  readonly newKeyFile: string;
}

interface NumberOptions {
  readonly config: string;
  readonly number: number;
  readonly by: string;
}

/** `cpis store`: work on the store while no gateway is running. */
export function addStoreCommand(program: Command, terminal: Terminal): void {
  const store = program.command("store").description("work on the store, while the gateway is stopped");
  store
    .command("next-number")
    .description("say the number of the next file to CP-IS, after a restore")
    .requiredOption("--config <file>", "the site's configuration")
    .requiredOption("--number <n>", "the last number that CP-IS has seen, plus 1", readNumber)
    .requiredOption("--by <name>", "who says so, for the audit")
    .addHelpText("after", numberHelp)
    .action((options: NumberOptions) => nextNumber(options, terminal));
  store
    .command("rotate-key")
    .description("seal everything anew with another key")
    .requiredOption("--config <file>", "the site's configuration, with the present key")
    .requiredOption("--new-key-file <file>", "32 random bytes in base64")
    .addHelpText("after", rotateHelp)
    .action((options: RotateOptions) => rotateKey(options, terminal));
}

async function rotateKey({ config, newKeyFile }: RotateOptions, terminal: Terminal): Promise<void> {
  const { store } = readPlanOnly(config, terminal.variables);
  const { readNewKey, rotateStore } = await import("../backup/rotate-store.js");
  const rotated = rotateStore(store, readNewKey(newKeyFile), terminal.now());
  if (rotated === "already") {
    terminal.out("The store is sealed with the new key already. Set store.sealingKey to it.");
    return;
  }
  terminal.out(
    `${String(rotated.resealed)} values are sealed with the new key. Set store.sealingKey to it now.`,
  );
  if (rotated.broken > 0) {
    terminal.note(
      `${String(rotated.broken)} values could not be opened before either, and were left as they are.`,
    );
  }
}

function readNumber(text: string): number {
  const number = Number(text);
  if (/^[1-9][0-9]{0,8}$/.test(text)) return number;
  throw new InvalidArgumentError("A sequence number is a whole number from 1.");
}

async function nextNumber({ config, number, by }: NumberOptions, terminal: Terminal): Promise<void> {
  const { store } = readPlanOnly(config, terminal.variables);
  const { continueUploads } = await import("../backup/continue-uploads.js");
  const said = continueUploads(store, { sequenceNumber: number, by, at: terminal.now() });
  if (said === "resumed") {
    terminal.out(`The next file has number ${String(number)}. Uploads go on when the gateway starts.`);
    return;
  }
  const detail =
    said === "not-stopped"
      ? "Uploads of this store do not wait for a number: it was not restored, or the number was said already."
      : `${String(number)} is too low: this store itself has used numbers up to ${String(said.lower - 1)}.`;
  throw new CpisError("CPIS_UPLOAD_NOT_POSSIBLE", { detail });
}
