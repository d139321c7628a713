import { open, unlink } from "node:fs/promises";
import type { Command } from "commander";
import { errorReason } from "../../config/error-reason.js";
import type { SetAsideView } from "../../contract/council-mailbox.js";
import { parseSetAsideList } from "../../contract/parse-council-mailbox.js";
import { openCouncilClient, type CouncilOptions } from "../cases/council-client.js";
import { exitDone, UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const path = "/api/v1/council/mailbox/set-aside";

const help = `
Messages from MESH that cannot be understood, or fit nobody. Nothing is thrown away: each stays in the gateway's store, also
after somebody has dealt with it. What is in one may name a child: \`export\` writes a file that only its owner can read, never
over another one, and it is written down who did so. A data officer's token is needed to export and to deal.

Examples:
  $ cpis mailbox set-aside list --gateway https://gateway.council.example:8460
  $ cpis mailbox set-aside export 20261119T0412 --to message.bin --gateway https://gateway.council.example:8460
  $ cpis mailbox set-aside deal 20261119T0412 --note "CP-IS has sent it again." --gateway https://gateway.council.example:8460`;

const ownerOnly = 0o600;

/** `cpis mailbox set-aside`: which messages were set aside, one's bytes, and that somebody has dealt with it. */
export function addSetAsideCommand(
  mailbox: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const setAside = mailbox
    .command("set-aside")
    .description("messages that were set aside")
    .addHelpText("after", help);
  const add = (usage: string, what: string): Command =>
    setAside
      .command(usage)
      .description(what)
      .requiredOption("--gateway <url>", "the council's gateway")
      .option("--token-file <file>", "a file that holds the user's token");
  add("list", "print every message that was ever set aside").action(async (options: CouncilOptions) => {
    const { messages } = parseSetAsideList(await openCouncilClient(options, terminal)(path));
    for (const message of messages) terminal.out(setAsideLine(message));
    if (messages.length === 0) terminal.note("No message was ever set aside.");
    report(exitDone);
  });
  add("export <messageId>", "write a message's bytes into a file")
    .requiredOption("--to <file>", "the file, which must not exist yet")
    .action(async (messageId: string, options: CouncilOptions & { readonly to: string }) => {
      const client = openCouncilClient(options, terminal);
      await writeNew(options.to, async () => {
        const content = `${path}/${encodeURIComponent(messageId)}/content`;
        return (await client(content, undefined, { as: "bytes" })) as Uint8Array;
      });
      terminal.note(`Written to ${options.to}. It may name a child: delete it when it has served.`);
      report(exitDone);
    });
  add("deal <messageId>", "say that a message is dealt with, and how")
    .requiredOption("--note <text>", "what was found out, and done")
    .action(async (messageId: string, options: CouncilOptions & { readonly note: string }) => {
      const client = openCouncilClient(options, terminal);
      await client(`${path}/${encodeURIComponent(messageId)}/dealing`, { reason: options.note });
      terminal.note(`${messageId} is dealt with.`);
      report(exitDone);
    });
}

/** A message in one line: ids, codes and times, never what is in it. */
export function setAsideLine({ messageId, receivedAt, code, says, dealtWith }: SetAsideView): string {
  const done =
    dealtWith === undefined ? "" : ` Dealt with by ${dealtWith.by}, ${dealtWith.at}: ${dealtWith.reason}`;
  return `Set aside: ${messageId}, received ${receivedAt}: ${code} – ${says}${done}`;
}

// Never over another file: its permissions would be that file's. The place is taken before the bytes are asked for, because asking
// is written down as an export.
async function writeNew(file: string, read: () => Promise<Uint8Array>): Promise<void> {
  const handle = await open(file, "wx", ownerOnly).catch((cause: unknown) => {
    throw new UsageFault(`${file} cannot be written: ${errorReason(cause)}.`);
  });
  try {
    await handle.writeFile(await read());
    await handle.close();
  } catch (error) {
    await handle.close();
    await unlink(file);
    throw error;
  }
}
