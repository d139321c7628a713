import type { Command } from "commander";
import type { MailboxHealth, MailboxTrouble, UploadList } from "../../contract/council.js";
import { parseMailboxHealth, parseUploadList } from "../../contract/parse-council.js";
import { addSetAsideCommand, setAsideLine } from "./set-aside.js";
import { openCouncilClient, type CouncilOptions } from "../cases/council-client.js";
import { parseSetAsideList } from "../../contract/parse-council-mailbox.js";
import { errorCodes } from "../../errors/codes.js";
import { exitDone, exitNotDone } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const help = `
Asks the council's gateway, never the mailbox itself: MESH may be read once in five minutes only. Exit code 0 means that
nothing is wrong, 1 that something is.

Example:
  $ cpis mailbox status --gateway https://gateway.council.example:8460 --token-file token`;

const troubleWords: Readonly<Record<MailboxTrouble, string>> = {
  "takeover-not-approved":
    "The take-over is not approved: nothing is uploaded, and the mailbox is left to the other system.",
  "never-read": "The mailbox has never been read.",
  "not-read-for-an-hour": "The mailbox has not been read for an hour.",
  "not-read-for-a-day": "The mailbox has not been read for a day.",
  "reading-failed": "The last reading failed.",
  "handshake-failed": "The last handshake with MESH failed.",
  "message-near-expiry": "Messages may be near their expiry: MESH removes them after five days.",
  "messages-left":
    "Messages wait in the mailbox that the last reading could not bring in; they are tried again.",
  "messages-quarantined": "Messages were set aside because they cannot be understood.",
  "no-notice-for-long": "No notice for longer than this council is used to: the pipe may be broken.",
  "certificate-ends-soon": "The certificate ends within 30 days.",
  "certificate-expired":
    "The certificate has ended: nothing can be sent or read until its replacement is installed.",
};

/** `cpis mailbox`, and `cpis mailbox status`: what waits, what failed, when the mailbox was last read, when the certificate ends. */
export function addMailboxCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const mailbox = program.command("mailbox").description("the council's MESH mailbox");
  addSetAsideCommand(mailbox, terminal, report);
  mailbox
    .command("status")
    .description("print the state of the mailbox and of the uploads")
    .requiredOption("--gateway <url>", "the council's gateway")
    .option("--token-file <file>", "a file that holds the user's token")
    .addHelpText("after", help)
    .action(async (options: CouncilOptions) => {
      const client = openCouncilClient(options, terminal);
      const health = parseMailboxHealth(await client("/api/v1/council/health"));
      const uploads = parseUploadList(await client("/api/v1/council/uploads"));
      const { messages } = parseSetAsideList(await client("/api/v1/council/mailbox/set-aside"));
      const open = messages.filter(({ dealtWith }) => dealtWith === undefined).map(setAsideLine);
      for (const line of [...statusLines(health, uploads), ...open]) terminal.out(line);
      report(isWell(health, uploads) ? exitDone : exitNotDone);
    });
}

function isWell({ troubles }: MailboxHealth, { stopped, uploads }: UploadList): boolean {
  const [latest] = uploads;
  const failed = latest !== undefined && !["queued", "sent", "answered", "closed"].includes(latest.state);
  return troubles.length === 0 && stopped === undefined && !failed && latest?.overdue !== true;
}

function statusLines(
  health: MailboxHealth,
  { uploads, stopped, waitingCases }: UploadList,
): readonly string[] {
  const [latest] = uploads;
  return [
    `Mailbox ${health.mailboxId} (${health.environment})`,
    `Last read: ${health.lastReadAt ?? "never"}`,
    `Last notice: ${health.lastNoticeAt ?? "never"}`,
    `Left in the mailbox: ${String(health.left)}${health.oldestLeftSince === undefined ? "" : ` (since ${health.oldestLeftSince} at the earliest)`}; not understood yet: ${String(health.unprocessed)}; set aside: ${String(health.quarantined)}`,
    `Certificate ends: ${health.certificateEndsAt ?? "unknown, it is the local client's"}`,
    latest === undefined
      ? "Last file: none"
      : `Last file: ${String(latest.sequenceNumber)}, ${latest.state}${latest.overdue ? ", overdue" : ""}, made ${latest.createdAt}`,
    `Cases whose change is in no file yet: ${String(waitingCases)}`,
    ...(stopped === undefined ? [] : [`STOPPED: ${stopped.because}, since ${stopped.since}`]),
    ...(health.lastError === undefined
      ? []
      : [`Last fault: ${health.lastError} – ${wordsOf(health.lastError)}`]),
    ...health.troubles.map((trouble) => troubleWords[trouble]),
  ];
}

function wordsOf(code: string): string {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes].text : "unknown here";
}
