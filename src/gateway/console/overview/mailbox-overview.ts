import type { ConsoleMailbox } from "../../../contract/console.js";
import type { MailboxHealth, MailboxTrouble } from "../../../contract/council.js";

const failing: readonly MailboxTrouble[] = ["reading-failed", "handshake-failed", "certificate-expired"];
const notRead: readonly MailboxTrouble[] = ["not-read-for-a-day", "not-read-for-an-hour"];

/** A council's mailbox in one line of the overview. */
export function mailboxOverview(health: MailboxHealth): ConsoleMailbox {
  const { mailboxId, lastReadAt, lastNoticeAt, left, unprocessed, quarantined } = health;
  return {
    name: mailboxId,
    ...(lastReadAt === undefined ? {} : { lastReadAt }),
    ...(lastNoticeAt === undefined ? {} : { lastNoticeAt }),
    waiting: left,
    unprocessed,
    setAside: quarantined,
    state: stateOf(health),
  };
}

function stateOf({ troubles, lastReadAt }: MailboxHealth): ConsoleMailbox["state"] {
  if (troubles.some((trouble) => notRead.includes(trouble))) return "not-read";
  if (troubles.some((trouble) => failing.includes(trouble))) return "failing";
  return lastReadAt === undefined ? "unknown" : "working";
}
