/** Statements that add a lookup and its query. */
import { slots, sql, statement } from "./statement.js";
import type { LookupTable, QueryTable } from "./tables.js";

/** Adds a query. */
export const insertQueryRow = statement<QueryTable>()((slot) =>
  sql.insertInto("query").values(
    slots(slot, {
      message_id: true,
      conversation_id: true,
      query_id: true,
      lookup_id: true,
      location_id: true,
      reuse_hash: true,
      patient_hash: true,
      access_mode: true,
      asked_at: true,
      asker_owner: true,
      asker_name: true,
      asker_is_system: true,
      sealed_subject: true,
      sealed_message: true,
      accepted_at: true,
      concluded_at: true,
      failure: true,
      sealed_answer: true,
      content_expires_at: true,
      revision: true,
      switched_off_since: true,
    }),
  ),
);

/** Adds a lookup. */
export const insertLookupRow = statement<LookupTable>()((slot) =>
  sql.insertInto("lookup").values(
    slots(slot, {
      lookup_id: true,
      owner: true,
      fingerprint_hash: true,
      opened_at: true,
      location_id: true,
      access_mode: true,
      relation: true,
      not_checked: true,
      sealed_birth_date: true,
      message_id: true,
      switched_off_since: true,
    }),
  ),
);
