import type { Conclusion, Settlement, SettlementResult } from "../../ports/lookup-store.js";
import { insertAudit } from "../audit/audit-rows.js";
import type { SealedAnswer } from "./read-lookup.js";
import { sql, statement } from "./statement.js";
import { sealPlace, type StoreContext } from "./store-context.js";

const findConcluded = statement<{ messageId: string }>()((slot) =>
  sql.selectFrom("query").select("concluded_at").where("message_id", "=", slot("messageId")),
);

// The payload has served: what may be shown of it is in the answer.
const markProcessed = statement<{ at: number; fromPartyKey: string; messageId: string }>()((slot) =>
  sql
    .updateTable("reply")
    .set({ processed_at: slot("at"), sealed_hl7: null })
    .where("from_party_key", "=", slot("fromPartyKey"))
    .where("message_id", "=", slot("messageId"))
    .where("processed_at", "is", null),
);

const concludeQuery = statement<{
  at: number;
  failure: string | null;
  answer: Uint8Array | null;
  expiresAt: number | null;
  messageId: string;
}>()((slot) =>
  sql
    .updateTable("query")
    .set({
      concluded_at: slot("at"),
      failure: slot("failure"),
      sealed_answer: slot("answer"),
      content_expires_at: slot("expiresAt"),
      sealed_message: null,
    })
    .where("message_id", "=", slot("messageId")),
);

/**
 * Concludes a query once, with its audit row and the reply it came from. A query that has been concluded before keeps
 * its conclusion; what came late is only audited (H-02).
 */
export function settle(context: StoreContext, settlement: Settlement): SettlementResult {
  const { database } = context;
  const { messageId, at, reply } = settlement;
  // Two workers may have found the same stored reply; only one of them tells of it.
  if (reply !== undefined && database.run(markProcessed, { at, ...reply }) === 0) return "repeated";
  const row = database.first(findConcluded, { messageId });
  // A query that is not here any more was concluded long ago.
  const late = row?.concluded_at !== null;
  const audit = late ? settlement.auditIfLate : settlement.audit;
  if (audit !== undefined) insertAudit(context, audit);
  if (!late) {
    if (settlement.conclusion !== undefined) conclude(context, messageId, at, settlement.conclusion);
  }
  return late ? "late" : "settled";
}

function conclude(context: StoreContext, messageId: string, at: number, conclusion: Conclusion): void {
  const failed = conclusion.kind === "failed";
  context.database.run(concludeQuery, {
    at,
    failure: failed ? conclusion.reason : null,
    answer: failed ? null : sealAnswer(context, messageId, conclusion),
    expiresAt: failed ? null : conclusion.contentExpiresAt,
    messageId,
  });
}

function sealAnswer(
  { sealer }: StoreContext,
  messageId: string,
  conclusion: Exclude<Conclusion, { kind: "failed" }>,
): Buffer {
  const answer: SealedAnswer =
    conclusion.kind === "record"
      ? { kind: "record", record: conclusion.record, birthDates: conclusion.birthDates }
      : { kind: "no-record" };
  return sealer.seal(JSON.stringify(answer), sealPlace.queryAnswer(messageId));
}
