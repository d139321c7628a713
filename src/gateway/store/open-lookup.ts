import type { NotCheckedReason } from "../../domain/lookup-state.js";
import type {
  AskPlan,
  OpenedLookup,
  OpenLookup,
  QueryDraft,
  StoredLookup,
} from "../../ports/lookup-store.js";
import { insertAudit } from "../audit/audit-rows.js";
import { CpisError } from "../../errors/cpis-error.js";
import { sql, type Database } from "./database.js";
import { messageToText, readLookup } from "./read-lookup.js";
import { sealPlace, type StoreContext } from "./store-context.js";

/**
 * Decides in one transaction whether a request repeats an earlier one, joins a query under way, is answered from an
 * earlier check, meets a ceiling, or becomes a new query; and writes the audit row that says so.
 *
 * Two requests can therefore never both find that nobody has asked yet (principle 3).
 */
export function openLookup(context: StoreContext, request: OpenLookup): OpenedLookup {
  const known = context.database.first(
    sql.selectFrom("lookup").select(["owner", "fingerprint_hash"]).where("lookup_id", "=", request.lookupId),
  );
  if (known !== undefined) {
    // Whether somebody else's id exists is nobody's business, so the owner is compared first.
    if (known.owner !== request.owner) return { kind: "not-found" };
    const same = context.sealer.keyedHash(request.fingerprint).equals(known.fingerprint_hash);
    return same ? { kind: "existing", lookup: reread(context, request) } : { kind: "conflict" };
  }
  if (request.decision.kind === "not-checked") return notChecked(context, request, request.decision.reason);
  return ask(context, request, request.decision.ask);
}

function ask(context: StoreContext, request: OpenLookup, plan: AskPlan): OpenedLookup {
  const reuseHash = context.sealer.keyedHash(plan.reuseKey);
  const earlier = findEarlier(context, request, plan, reuseHash);
  if (earlier !== undefined) {
    const relation = earlier.inFlight ? "joined" : "reused";
    insertLookup(context, request, { relation, messageId: earlier.messageId });
    insertAudit(context, { ...request.audit, action: relation, messageId: earlier.messageId });
    return { kind: "opened", lookup: reread(context, request) };
  }
  if (isOverCeiling(context, request, plan)) return notChecked(context, request, "too-many");
  const draft = plan.draft();
  insertQuery(context, request, plan, draft, reuseHash);
  insertLookup(context, request, { relation: "asked", messageId: draft.messageId });
  insertAudit(context, { ...request.audit, action: "intent", messageId: draft.messageId });
  return { kind: "opened", lookup: reread(context, request), send: draft };
}

function notChecked(context: StoreContext, request: OpenLookup, reason: NotCheckedReason): OpenedLookup {
  insertLookup(context, request, { relation: "not-checked", reason });
  insertAudit(context, { ...request.audit, action: "not-checked", reason });
  return { kind: "opened", lookup: reread(context, request) };
}

interface EarlierQuery {
  readonly messageId: string;
  readonly inFlight: boolean;
}

function findEarlier(
  { database }: StoreContext,
  request: OpenLookup,
  plan: AskPlan,
  reuseHash: Buffer,
): EarlierQuery | undefined {
  const latest = database.first(
    sql
      .selectFrom("query")
      .select(["message_id", "asked_at", "concluded_at", "failure"])
      .where("reuse_hash", "=", reuseHash)
      .where("asked_at", ">", request.at - plan.reuseWindowMs)
      .orderBy("asked_at", "desc")
      .limit(1),
  );
  if (latest === undefined) return undefined;
  const inFlight = latest.concluded_at === null;
  // A person who presses twice, or beside a colleague, must not make the council hear it twice.
  const joinable = inFlight && latest.asked_at > request.at - plan.answerMs;
  if (plan.force && !joinable) return undefined;
  // CP-IS provably never saw these, so asking now is the first time.
  if (latest.failure === "spine-unreachable" || latest.failure === "rejected") return undefined;
  return { messageId: latest.message_id, inFlight };
}

function isOverCeiling({ database }: StoreContext, request: OpenLookup, plan: AskPlan): boolean {
  if (plan.ceilings === undefined) return false;
  const recent = sql
    .selectFrom("query")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("access_mode", "=", "unscheduled")
    .where("asked_at", ">", request.at - plan.ceilings.windowMs);
  const bySite = database.first(recent)?.count ?? 0;
  if (bySite >= plan.ceilings.perSite) return true;
  const byUser = database.first(recent.where("asker_owner", "=", plan.asker.owner))?.count ?? 0;
  return byUser >= plan.ceilings.perUser;
}

function insertQuery(
  { database, sealer }: StoreContext,
  request: OpenLookup,
  plan: AskPlan,
  draft: QueryDraft,
  reuseHash: Buffer,
): void {
  if (request.accessMode === undefined) throw new CpisError("CPIS_INTERNAL");
  const patientHash = sealer.keyedHash(plan.patientKey);
  if (plan.endsEarlierEncounters) eraseEarlierEncounters(database, patientHash, reuseHash);
  const subject = JSON.stringify({ nhsNumber: draft.nhsNumber, birthDate: draft.birthDate });
  database.run(
    sql.insertInto("query").values({
      message_id: draft.messageId,
      conversation_id: draft.conversationId,
      query_id: draft.queryId,
      lookup_id: request.lookupId,
      location_id: request.locationId,
      reuse_hash: reuseHash,
      patient_hash: patientHash,
      access_mode: request.accessMode,
      asked_at: request.at,
      asker_owner: plan.asker.owner,
      asker_name: plan.asker.name,
      asker_is_system: plan.asker.bySystem ? 1 : 0,
      sealed_subject: sealer.seal(subject, sealPlace.querySubject(draft.messageId)),
      sealed_message: !draft.keepMessage
        ? null
        : sealer.seal(messageToText(draft.message), sealPlace.queryMessage(draft.messageId)),
      accepted_at: null,
      concluded_at: null,
      failure: null,
      sealed_answer: null,
      content_expires_at: null,
    }),
  );
}

// Another encounter has begun, so the answers of an earlier one have served (principle 6).
function eraseEarlierEncounters(database: Database, patientHash: Buffer, reuseHash: Buffer): void {
  database.run(
    sql
      .updateTable("query")
      .set({ sealed_answer: null })
      .where("patient_hash", "=", patientHash)
      .where("reuse_hash", "!=", reuseHash)
      .where("sealed_answer", "is not", null),
  );
}

function insertLookup(
  { database, sealer }: StoreContext,
  request: OpenLookup,
  link:
    | { readonly relation: "asked" | "joined" | "reused"; readonly messageId: string }
    | { readonly relation: "not-checked"; readonly reason: NotCheckedReason },
): void {
  const { lookupId, birthDate } = request;
  database.run(
    sql.insertInto("lookup").values({
      lookup_id: lookupId,
      owner: request.owner,
      fingerprint_hash: sealer.keyedHash(request.fingerprint),
      opened_at: request.at,
      location_id: request.locationId,
      access_mode: request.accessMode ?? null,
      relation: link.relation,
      not_checked: link.relation === "not-checked" ? link.reason : null,
      sealed_birth_date:
        birthDate === undefined ? null : sealer.seal(birthDate, sealPlace.lookupBirthDate(lookupId)),
      message_id: link.relation === "not-checked" ? null : link.messageId,
    }),
  );
}

function reread(context: StoreContext, request: OpenLookup): StoredLookup {
  const lookup = readLookup(context, request.lookupId);
  if (lookup === undefined) throw new CpisError("CPIS_INTERNAL");
  return lookup;
}
