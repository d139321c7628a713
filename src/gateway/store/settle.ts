import type { Conclusion, Settlement, SettlementResult } from "../../ports/lookup-store.js";
import { insertAudit } from "../audit/audit-rows.js";
import { readQueryRow, toConclusion, type QueryRow, type SealedAnswer } from "./read-lookup.js";
import { sql, statement } from "./statement.js";
import { sealPlace, type StoreContext } from "./store-context.js";

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
  revision: number;
  switchedOffSince: number | null;
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
      revision: slot("revision"),
      switched_off_since: slot("switchedOffSince"),
    })
    .where("message_id", "=", slot("messageId")),
);

/**
 * Concludes a query once, with its audit row and the reply it came from. What comes after is audited as late, and
 * replaces the conclusion only where it is better and still in time (H-02, H-04).
 */
export function settle(context: StoreContext, settlement: Settlement): SettlementResult {
  const { database } = context;
  const { messageId, at, reply } = settlement;
  // Two workers may have found the same stored reply; only one of them tells of it.
  if (reply !== undefined && database.run(markProcessed, { at, ...reply }) === 0) return "repeated";
  const row = readQueryRow(context, messageId);
  // A query that is not here any more was concluded long ago.
  const late = row?.concluded_at !== null;
  const audit = late ? settlement.auditIfLate : settlement.audit;
  if (audit !== undefined) insertAudit(context, audit);
  const { conclusion } = settlement;
  if (!late) {
    if (conclusion !== undefined) conclude(context, messageId, at, conclusion, 0);
    return "settled";
  }
  if (row === undefined || conclusion === undefined || !replaces(context, row, settlement)) return "late";
  conclude(context, messageId, at, conclusion, row.revision + 1);
  return "replaced";
}

/** Failures that say nothing about what the register holds: any right answer replaces them. */
const answerless: readonly string[] = ["outcome-unknown", "about-someone-else"];

// A record replaces everything but a record, and a contradicted *no record* never stays. What has been erased stays so.
function replaces(
  context: StoreContext,
  row: QueryRow,
  { conclusion, at, replaceWithinMs }: Settlement,
): boolean {
  if (replaceWithinMs === undefined || at > row.asked_at + replaceWithinMs) return false;
  const held = toConclusion(context, row);
  if (held?.kind === "no-record") return conclusion?.kind !== "no-record";
  if (held?.kind !== "failed") return false;
  if (conclusion?.kind === "record") return true;
  return conclusion?.kind === "no-record" && answerless.includes(held.reason);
}

function conclude(
  context: StoreContext,
  messageId: string,
  at: number,
  conclusion: Conclusion,
  revision: number,
): void {
  const answer = "reason" in conclusion ? undefined : conclusion;
  context.database.run(concludeQuery, {
    at,
    failure: "reason" in conclusion ? conclusion.reason : null,
    answer: answer === undefined ? null : sealAnswer(context, messageId, answer),
    expiresAt: answer?.contentExpiresAt ?? null,
    switchedOffSince: conclusion.kind === "switched-off" ? conclusion.since : null,
    revision,
    messageId,
  });
}

function sealAnswer(
  { sealer }: StoreContext,
  messageId: string,
  conclusion: Extract<Conclusion, { kind: "record" | "no-record" }>,
): Buffer {
  const answer: SealedAnswer =
    conclusion.kind === "record"
      ? { kind: "record", record: conclusion.record, birthDates: conclusion.birthDates }
      : { kind: "no-record" };
  return sealer.seal(JSON.stringify(answer), sealPlace.queryAnswer(messageId));
}
