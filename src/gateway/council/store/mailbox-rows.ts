/** Statements and rows of what the mailbox brought. */
import type { MessageDisposition, MessageKey } from "../../../ports/notice-store.js";
import type {
  MailboxContentTable,
  MailboxMessageTable,
  MailboxReadingTable,
} from "../../store/council-tables.js";
import { slots, sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";

type Key = MessageKey;

export const insertMessage = statement<
  Omit<MailboxMessageTable, "processed_at" | "disposition" | "reason" | "dealt_with_at" | "sealed_dealing">
>()((slot) =>
  sql.insertInto("mailbox_message").values({
    ...slots(slot, {
      mailbox_id: true,
      message_id: true,
      received_at: true,
      sealed_message: true,
      unreadable: true,
      content_id: true,
      content_hash: true,
    }),
    processed_at: null,
    disposition: null,
    reason: null,
  } as MailboxMessageTable),
);
export const insertPiece = statement<MailboxContentTable>()((slot) =>
  sql
    .insertInto("mailbox_content")
    .values(slots(slot, { content_id: true, position: true, sealed_piece: true })),
);
export const oneMessage = statement<Key>()((slot) =>
  sql
    .selectFrom("mailbox_message")
    .selectAll()
    .where("mailbox_id", "=", slot("mailboxId"))
    .where("message_id", "=", slot("messageId")),
);
export const unprocessedMessages = statement<object>()(() =>
  sql
    .selectFrom("mailbox_message")
    .selectAll()
    .where("processed_at", "is", null)
    .orderBy("received_at")
    .orderBy("message_id"),
);
export const piecesOf = statement<{ contentId: string }>()((slot) =>
  sql
    .selectFrom("mailbox_content")
    .selectAll()
    .where("content_id", "=", slot("contentId"))
    .orderBy("position"),
);
export const removePieces = statement<{ contentId: string }>()((slot) =>
  sql.deleteFrom("mailbox_content").where("content_id", "=", slot("contentId")),
);
/** Pieces that a broken transfer or a power cut left behind. */
export const removeOrphans = statement<object>()(() =>
  sql
    .deleteFrom("mailbox_content")
    .where("content_id", "not in", sql.selectFrom("mailbox_message").select("content_id")),
);
export const quarantinedMessages = statement<object>()(() =>
  sql
    .selectFrom("mailbox_message")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("disposition", "=", "quarantined")
    .where("dealt_with_at", "is", null),
);
export const setAsideMessages = statement<object>()(() =>
  sql
    .selectFrom("mailbox_message")
    .selectAll()
    .where("disposition", "=", "quarantined")
    .orderBy("received_at", "desc")
    .orderBy("message_id"),
);
export const dealWith = statement<Key & { at: number; sealed: Uint8Array }>()((slot) =>
  sql
    .updateTable("mailbox_message")
    .set({ dealt_with_at: slot("at"), sealed_dealing: slot("sealed") })
    .where("mailbox_id", "=", slot("mailboxId"))
    .where("message_id", "=", slot("messageId"))
    .where("disposition", "=", "quarantined")
    .where("dealt_with_at", "is", null),
);
export const notificationTimes = statement<object>()(() =>
  sql
    .selectFrom("mailbox_message")
    .select("received_at")
    .where("disposition", "in", ["access-notification", "empty-notification"])
    .orderBy("received_at"),
);
export const oneReading = statement<{ mailboxId: string }>()((slot) =>
  sql.selectFrom("mailbox_reading").selectAll().where("mailbox_id", "=", slot("mailboxId")),
);
export const saveReading = statement<MailboxReadingTable>()((slot) =>
  sql
    .insertInto("mailbox_reading")
    .values(slots(slot, { mailbox_id: true, begun_at: true, succeeded_at: true, first_begun_at: true }))
    .onConflict((conflict) =>
      conflict.column("mailbox_id").doUpdateSet((eb) => ({
        begun_at: eb.ref("excluded.begun_at"),
        succeeded_at: eb.ref("excluded.succeeded_at"),
        first_begun_at: eb.ref("excluded.first_begun_at"),
      })),
    ),
);

const conclude = statement<Key & { disposition: string; reason: string | null; at: number }>()((slot) =>
  sql
    .updateTable("mailbox_message")
    .set({ processed_at: slot("at"), disposition: slot("disposition"), reason: slot("reason") })
    .where("mailbox_id", "=", slot("mailboxId"))
    .where("message_id", "=", slot("messageId"))
    .where("processed_at", "is", null),
);

/** Marks a message as dealt with. Call it inside a store job, with what the message led to. */
export function concludeMessage(
  { database }: StoreContext,
  { mailboxId, messageId }: Key,
  disposition: MessageDisposition,
  reason: string | undefined,
  at: number,
): void {
  database.run(conclude, { mailboxId, messageId, disposition, reason: reason ?? null, at });
}
