import type { SweepLimits } from "../../ports/lookup-store.js";
import { sql } from "./database.js";
import type { StoreContext } from "./store-context.js";

/**
 * Erases answers whose time has passed, and forgets what nobody can ask for any more. The audit is not touched.
 * Returns how many answers were erased.
 */
export function sweep(context: StoreContext, limits: SweepLimits): number {
  const erased = eraseAnswers(context, limits.now);
  eraseSubjects(context, limits.subjectsBefore);
  forgetReplies(context, limits);
  forgetLookups(context, limits.forgetBefore);
  return erased;
}

function eraseAnswers({ database }: StoreContext, now: number): number {
  return database.run(
    sql
      .updateTable("query")
      .set({ sealed_answer: null })
      .where("sealed_answer", "is not", null)
      .where("content_expires_at", "<=", now),
  );
}

function eraseSubjects({ database }: StoreContext, before: number): void {
  database.run(
    sql
      .updateTable("query")
      .set({ sealed_subject: null })
      .where("sealed_subject", "is not", null)
      .where("sealed_answer", "is", null)
      .where("concluded_at", "<", before),
  );
}

function forgetReplies({ database }: StoreContext, limits: SweepLimits): void {
  database.run(
    sql
      .deleteFrom("reply")
      .where("received_at", "<", limits.forgetBefore)
      .where("query_message_id", "is not", null),
  );
  // Kept longer: it may be a positive that somebody must look for.
  database.run(
    sql
      .deleteFrom("reply")
      .where("received_at", "<", limits.quarantineBefore)
      .where("query_message_id", "is", null),
  );
}

function forgetLookups({ database }: StoreContext, before: number): void {
  const forgotten = sql.selectFrom("lookup").select("lookup_id").where("opened_at", "<", before);
  database.run(sql.deleteFrom("display_event").where("lookup_id", "in", forgotten));
  database.run(sql.deleteFrom("lookup").where("opened_at", "<", before));
  const stillUsed = sql.selectFrom("lookup").select("message_id").where("message_id", "is not", null);
  const stillReplied = sql
    .selectFrom("reply")
    .select("query_message_id")
    .where("query_message_id", "is not", null);
  database.run(
    sql
      .deleteFrom("query")
      .where("asked_at", "<", before)
      .where("concluded_at", "is not", null)
      .where("message_id", "not in", stillUsed)
      .where("message_id", "not in", stillReplied),
  );
}
