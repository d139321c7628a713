import type { ErrorCode } from "../../../errors/codes.js";
import type { LeftMessage, WaitingLedger } from "../../../ports/mailbox.js";
import type { MailboxStore, WaitingMessage } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { MailboxWaitingTable } from "../../store/council-tables.js";
import { slots, sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { oneReading } from "./mailbox-rows.js";

interface ByMailbox {
  readonly mailboxId: string;
}

const allWaiting = statement<ByMailbox>()((slot) =>
  sql
    .selectFrom("mailbox_waiting")
    .selectAll()
    .where("mailbox_id", "=", slot("mailboxId"))
    .orderBy("since")
    .orderBy("message_id"),
);
const insertWaiting = statement<MailboxWaitingTable>()((slot) =>
  sql.insertInto("mailbox_waiting").values(
    slots(slot, {
      mailbox_id: true,
      message_id: true,
      since: true,
      failures: true,
      fault: true,
      alarmed_at: true,
    }),
  ),
);
const removeWaiting = statement<ByMailbox & { messageId: string }>()((slot) =>
  sql
    .deleteFrom("mailbox_waiting")
    .where("mailbox_id", "=", slot("mailboxId"))
    .where("message_id", "=", slot("messageId")),
);
const setAlarmed = statement<ByMailbox & { messageId: string; at: number }>()((slot) =>
  sql
    .updateTable("mailbox_waiting")
    .set({ alarmed_at: slot("at") })
    .where("mailbox_id", "=", slot("mailboxId"))
    .where("message_id", "=", slot("messageId")),
);

type Ledger = WaitingLedger & Pick<MailboxStore, "waiting" | "alarmed">;

/** What readings left in the mailbox, in the store's own file. */
export function createWaitingLedger(context: StoreContext, clock: Clock): Ledger {
  const { commits, database } = context;
  const rowsOf = async (mailboxId: string): Promise<readonly MailboxWaitingTable[]> => {
    await Promise.resolve();
    return database.all(allWaiting, { mailboxId });
  };
  return {
    order: async (mailboxId, messageIds) => {
      const failures = new Map((await rowsOf(mailboxId)).map((row) => [row.message_id, row.failures]));
      const before = (id: string): number => failures.get(id) ?? 0;
      return [...messageIds].sort((one, other) => before(one) - before(other));
    },
    left: (mailboxId, messages, { complete }) =>
      commits.write(() => replace(context, mailboxId, messages, complete, clock.now())),
    waiting: async (mailboxId) => (await rowsOf(mailboxId)).map(toWaiting),
    alarmed: (mailboxId, messageIds, at) =>
      commits.write(() => {
        for (const messageId of messageIds) database.run(setAlarmed, { mailboxId, messageId, at });
      }),
  };
}

function replace(
  { database }: StoreContext,
  mailboxId: string,
  messages: readonly LeftMessage[],
  complete: boolean,
  at: number,
): void {
  const known = new Map(database.all(allWaiting, { mailboxId }).map((row) => [row.message_id, row]));
  const since = database.first(oneReading, { mailboxId })?.succeeded_at ?? at;
  const left = new Set(messages.map(({ messageId }) => messageId));
  for (const messageId of known.keys()) {
    if (complete || left.has(messageId)) database.run(removeWaiting, { mailboxId, messageId });
  }
  for (const { messageId, fault } of messages) {
    const before = known.get(messageId);
    database.run(insertWaiting, {
      mailbox_id: mailboxId,
      message_id: messageId,
      since: before?.since ?? since,
      failures: (before?.failures ?? 0) + (fault === undefined ? 0 : 1),
      fault: fault ?? before?.fault ?? null,
      alarmed_at: before?.alarmed_at ?? null,
    });
  }
}

function toWaiting(row: MailboxWaitingTable): WaitingMessage {
  return {
    messageId: row.message_id,
    since: row.since,
    failures: row.failures,
    alarmed: row.alarmed_at !== null,
    ...(row.fault === null ? {} : { fault: row.fault as ErrorCode }),
  };
}
