import type { Conclusion, Settlement } from "../../ports/lookup-store.js";
import { insertAudit } from "../audit/audit-rows.js";
import { sql } from "./database.js";
import type { SealedAnswer } from "./read-lookup.js";
import { sealPlace, type StoreContext } from "./store-context.js";

/**
 * Concludes a query once, with its audit row and the reply it came from. A query that has been concluded before keeps
 * its conclusion; what came late is only audited (H-02).
 */
export function settle(context: StoreContext, settlement: Settlement): "settled" | "late" {
  const { database } = context;
  const { messageId, at, reply } = settlement;
  const row = database.first(
    sql.selectFrom("query").select("concluded_at").where("message_id", "=", messageId),
  );
  const late = row === undefined || row.concluded_at !== null;
  const audit = late ? settlement.auditIfLate : settlement.audit;
  if (audit !== undefined) insertAudit(context, audit);
  if (!late) {
    if (settlement.conclusion !== undefined) conclude(context, messageId, at, settlement.conclusion);
  }
  if (reply !== undefined) {
    // The payload has served: what may be shown of it is in the answer.
    database.run(
      sql
        .updateTable("reply")
        .set({ processed_at: at, sealed_hl7: null })
        .where("from_party_key", "=", reply.fromPartyKey)
        .where("message_id", "=", reply.messageId),
    );
  }
  return late ? "late" : "settled";
}

function conclude(context: StoreContext, messageId: string, at: number, conclusion: Conclusion): void {
  const failed = conclusion.kind === "failed";
  context.database.run(
    sql
      .updateTable("query")
      .set({
        concluded_at: at,
        failure: failed ? conclusion.reason : null,
        sealed_answer: failed ? null : sealAnswer(context, messageId, conclusion),
        content_expires_at: failed ? null : conclusion.contentExpiresAt,
        sealed_message: null,
      })
      .where("message_id", "=", messageId),
  );
}

function sealAnswer(
  { sealer }: StoreContext,
  messageId: string,
  conclusion: Exclude<Conclusion, { kind: "failed" }>,
): Buffer {
  const answer: SealedAnswer =
    conclusion.kind === "record" ? { kind: "record", record: conclusion.record } : { kind: "no-record" };
  return sealer.seal(JSON.stringify(answer), sealPlace.queryAnswer(messageId));
}
