import type { StoredReply } from "../../ports/lookup-store.js";
import type { InboundReply, ReplyDisposition } from "../../ports/spine-transport.js";
import { insertAudit } from "../audit/audit-rows.js";
import { slots, sql, statement } from "./statement.js";
import { sealPlace, type StoreContext } from "./store-context.js";
import type { ReplyTable } from "./tables.js";

const findKnown = statement<{ fromPartyKey: string; messageId: string }>()((slot) =>
  sql
    .selectFrom("reply")
    .select(["received_at", "query_message_id"])
    .where("from_party_key", "=", slot("fromPartyKey"))
    .where("message_id", "=", slot("messageId")),
);

const findAsked = statement<{ messageId: string }>()((slot) =>
  sql.selectFrom("query").select("message_id").where("message_id", "=", slot("messageId")),
);

const insertReply = statement<ReplyTable>()((slot) =>
  sql.insertInto("reply").values(
    slots(slot, {
      from_party_key: true,
      message_id: true,
      query_message_id: true,
      ref_to_message_id: true,
      conversation_id: true,
      action: true,
      received_at: true,
      processed_at: true,
      sealed_hl7: true,
    }),
  ),
);

const findUnprocessed = statement<object>()(() =>
  sql
    .selectFrom("reply")
    .selectAll()
    .where("processed_at", "is", null)
    .where("query_message_id", "is not", null)
    .orderBy("received_at"),
);

/**
 * Keeps a reply sealed and says what it is, by the pair (sender, MessageId) and by RefToMessageId (spine-transport
 * 6.3). A reply that answers none of our queries is kept too, in quarantine, with an audit row: it may be a positive
 * that somebody must look for.
 */
export function acceptReply(
  context: StoreContext,
  reply: InboundReply,
  at: number,
  rememberMs: number,
): ReplyDisposition {
  const { database, sealer } = context;
  const { fromPartyKey, messageId } = reply;
  const known = database.first(findKnown, { fromPartyKey, messageId });
  // A pair seen before never overwrites what was stored then, even past the remembered time: it cannot be told apart.
  if (known !== undefined && known.received_at > at - rememberMs) return "duplicate";
  if (known !== undefined) return known.query_message_id === null ? "unknown" : "duplicate";
  const queryMessageId = correlate(context, reply.refToMessageId);
  database.run(insertReply, {
    from_party_key: fromPartyKey,
    message_id: messageId,
    query_message_id: queryMessageId ?? null,
    ref_to_message_id: reply.refToMessageId ?? null,
    conversation_id: reply.conversationId,
    action: reply.action,
    received_at: at,
    processed_at: null,
    sealed_hl7: sealer.seal(reply.hl7, sealPlace.replyHl7(fromPartyKey, messageId)),
  });
  if (queryMessageId !== undefined) return "correlated";
  const ref = reply.refToMessageId;
  insertAudit(context, { at, action: "unknown-reply", ...(ref === undefined ? {} : { messageId: ref }) });
  return "unknown";
}

function correlate({ database }: StoreContext, refToMessageId: string | undefined): string | undefined {
  if (refToMessageId === undefined) return undefined;
  // Our ids are upper-case; a sender that echoes one in lower case still means ours.
  const wanted = refToMessageId.toUpperCase();
  return database.first(findAsked, { messageId: wanted })?.message_id;
}

/** Replies that a stopped gateway had stored and acknowledged, but not yet understood. */
export function unprocessedReplies({ database, sealer }: StoreContext): readonly StoredReply[] {
  const rows = database.all(findUnprocessed, {});
  return rows.flatMap((row) => {
    if (row.sealed_hl7 === null || row.query_message_id === null) return [];
    const place = sealPlace.replyHl7(row.from_party_key, row.message_id);
    return {
      messageId: row.message_id,
      refToMessageId: row.query_message_id,
      conversationId: row.conversation_id,
      fromPartyKey: row.from_party_key,
      action: row.action,
      receivedAt: row.received_at,
      hl7: sealer.openIfIntact(row.sealed_hl7, place) ?? "",
    };
  });
}
