import type { DisplayEvent } from "../../contract/lookup.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditEntry } from "../../ports/audit.js";
import { insertAudit } from "../audit/audit-rows.js";
import { sql, statement } from "./statement.js";
import type { StoreContext } from "./store-context.js";
import type { DisplayEventTable } from "./tables.js";

const insertEvent = statement<DisplayEventTable>()((slot) =>
  sql.insertInto("display_event").values({
    lookup_id: slot("lookup_id"),
    sequence: slot("sequence"),
    event_id: slot("event_id"),
  }),
);

const findLast = statement<{ lookupId: string }>()((slot) =>
  sql
    .selectFrom("display_event")
    .select("sequence")
    .where("lookup_id", "=", slot("lookupId"))
    .orderBy("sequence", "desc")
    .limit(1),
);

const findEvent = statement<{ eventId: string }>()((slot) =>
  sql.selectFrom("display_event").select("lookup_id").where("event_id", "=", slot("eventId")),
);

/** Keeps what a page reported: each event once, without a gap, together with its audit row. All of them or none. */
export function recordDisplay(
  context: StoreContext,
  lookupId: string,
  events: readonly DisplayEvent[],
  audit: Omit<AuditEntry, "action">,
): number {
  const { database } = context;
  let last = lastSequence(context, lookupId);
  let recorded = 0;
  for (const event of events) {
    if (isRecorded(context, lookupId, event)) continue;
    if (event.sequence !== last + 1) {
      throw new CpisError("CPIS_EVENT_OUT_OF_ORDER", { context: { lookupId, expected: last + 1 } });
    }
    last = event.sequence;
    recorded += 1;
    const { eventId, sequence, version, at: reportedAt } = event;
    database.run(insertEvent, { lookup_id: lookupId, sequence, event_id: eventId });
    insertAudit(context, {
      ...audit,
      action: event.kind,
      lookupId,
      display: { eventId, sequence, version, reportedAt },
    });
  }
  return recorded;
}

function lastSequence({ database }: StoreContext, lookupId: string): number {
  const row = database.first(findLast, { lookupId });
  return row?.sequence ?? 0;
}

function isRecorded({ database }: StoreContext, lookupId: string, event: DisplayEvent): boolean {
  const row = database.first(findEvent, { eventId: event.eventId });
  // An event id that another lookup has used is no repeat of this one.
  if (row !== undefined && row.lookup_id !== lookupId) throw new CpisError("CPIS_EVENT_OUT_OF_ORDER");
  return row !== undefined;
}
