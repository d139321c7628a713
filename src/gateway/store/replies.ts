import type { InboundReply, ReplyDisposition } from "../../ports/spine-transport.js";
import { insertAudit } from "../audit/audit-rows.js";
import { sql } from "./database.js";
import { sealPlace, type StoreContext } from "./store-context.js";

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
  const known = database.first(
    sql
      .selectFrom("reply")
      .select(["received_at", "query_message_id"])
      .where("from_party_key", "=", fromPartyKey)
      .where("message_id", "=", messageId),
  );
  // A pair seen before never overwrites what was stored then, even past the remembered time: it cannot be told apart.
  if (known !== undefined && known.received_at > at - rememberMs) return "duplicate";
  if (known !== undefined) return known.query_message_id === null ? "unknown" : "duplicate";
  const queryMessageId = correlate(context, reply.refToMessageId);
  database.run(
    sql.insertInto("reply").values({
      from_party_key: fromPartyKey,
      message_id: messageId,
      query_message_id: queryMessageId ?? null,
      ref_to_message_id: reply.refToMessageId ?? null,
      conversation_id: reply.conversationId,
      action: reply.action,
      received_at: at,
      processed_at: null,
      sealed_hl7: sealer.seal(reply.hl7, sealPlace.replyHl7(fromPartyKey, messageId)),
    }),
  );
  if (queryMessageId !== undefined) return "correlated";
  const ref = reply.refToMessageId;
  insertAudit(context, { at, action: "unknown-reply", ...(ref === undefined ? {} : { messageId: ref }) });
  return "unknown";
}

function correlate({ database }: StoreContext, refToMessageId: string | undefined): string | undefined {
  if (refToMessageId === undefined) return undefined;
  // Our ids are upper-case; a sender that echoes one in lower case still means ours.
  const wanted = refToMessageId.toUpperCase();
  return database.first(sql.selectFrom("query").select("message_id").where("message_id", "=", wanted))
    ?.message_id;
}

/** Replies that a stopped gateway had stored and acknowledged, but not yet understood. */
export function unprocessedReplies({ database, sealer }: StoreContext): readonly InboundReply[] {
  const rows = database.all(
    sql
      .selectFrom("reply")
      .selectAll()
      .where("processed_at", "is", null)
      .where("query_message_id", "is not", null)
      .orderBy("received_at"),
  );
  return rows.flatMap((row) => {
    if (row.sealed_hl7 === null || row.query_message_id === null) return [];
    const place = sealPlace.replyHl7(row.from_party_key, row.message_id);
    return {
      messageId: row.message_id,
      refToMessageId: row.query_message_id,
      conversationId: row.conversation_id,
      fromPartyKey: row.from_party_key,
      action: row.action,
      hl7: sealer.open(row.sealed_hl7, place),
    };
  });
}
