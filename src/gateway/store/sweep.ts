import type { SweepLimits } from "../../ports/lookup-store.js";
import { sql, statement } from "./statement.js";
import type { StoreContext } from "./store-context.js";

interface Before {
  readonly before: number;
}

const eraseAnswers = statement<Before>()((slot) =>
  sql
    .updateTable("query")
    .set({ sealed_answer: null })
    .where("sealed_answer", "is not", null)
    .where("content_expires_at", "<=", slot("before")),
);

const eraseSubjects = statement<Before>()((slot) =>
  sql
    .updateTable("query")
    .set({ sealed_subject: null })
    .where("sealed_subject", "is not", null)
    .where("sealed_answer", "is", null)
    .where("concluded_at", "<", slot("before")),
);

const forgetReplies = statement<Before>()((slot) =>
  sql.deleteFrom("reply").where("received_at", "<", slot("before")).where("query_message_id", "is not", null),
);

// Kept longer: it may be a positive that somebody must look for.
const forgetQuarantine = statement<Before>()((slot) =>
  sql.deleteFrom("reply").where("received_at", "<", slot("before")).where("query_message_id", "is", null),
);

const forgetDisplayEvents = statement<Before>()((slot) =>
  sql
    .deleteFrom("display_event")
    .where(
      "lookup_id",
      "in",
      sql.selectFrom("lookup").select("lookup_id").where("opened_at", "<", slot("before")),
    ),
);

const forgetLookups = statement<Before>()((slot) =>
  sql.deleteFrom("lookup").where("opened_at", "<", slot("before")),
);

// A query goes when nothing refers to it any more: not a lookup that re-used it, nor a reply that came later.
const forgetQueries = statement<Before>()((slot) =>
  sql
    .deleteFrom("query")
    .where("asked_at", "<", slot("before"))
    .where("concluded_at", "is not", null)
    .where((query) =>
      query.not(
        query.exists(
          query
            .selectFrom("lookup")
            .select("lookup.lookup_id")
            .whereRef("lookup.message_id", "=", "query.message_id"),
        ),
      ),
    )
    .where((query) =>
      query.not(
        query.exists(
          query
            .selectFrom("reply")
            .select("reply.message_id")
            .whereRef("reply.query_message_id", "=", "query.message_id"),
        ),
      ),
    ),
);

/**
 * Erases answers whose time has passed, and forgets what nobody can ask for any more. The audit is not touched.
 * Returns how many answers were erased.
 */
export function sweep({ database }: StoreContext, limits: SweepLimits): number {
  const erased = database.run(eraseAnswers, { before: limits.now });
  database.run(eraseSubjects, { before: limits.subjectsBefore });
  database.run(forgetQuarantine, { before: limits.quarantineBefore });
  const before = limits.forgetBefore;
  for (const forget of [forgetReplies, forgetDisplayEvents, forgetLookups, forgetQueries]) {
    database.run(forget, { before });
  }
  return erased;
}
