import type { AccessMode } from "../../domain/access-mode.js";
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
import { insertLookupRow, insertQueryRow } from "./insert-rows.js";
import { messageToText, readLookup } from "./read-lookup.js";
import { sql, statement } from "./statement.js";
import { sealPlace, type StoreContext } from "./store-context.js";

const findKnown = statement<{ lookupId: string }>()((slot) =>
  sql.selectFrom("lookup").select(["owner", "fingerprint_hash"]).where("lookup_id", "=", slot("lookupId")),
);

const findLatest = statement<{ reuseHash: Uint8Array; since: number }>()((slot) =>
  sql
    .selectFrom("query")
    .select(["message_id", "asked_at", "concluded_at", "failure", "content_expires_at"])
    .select((row) => row("sealed_answer", "is not", null).as("held"))
    .where("reuse_hash", "=", slot("reuseHash"))
    .where("asked_at", ">", slot("since"))
    .orderBy("asked_at", "desc")
    .limit(1),
);

const eraseEarlierEncounters = statement<{
  patientHash: Uint8Array;
  reuseHash: Uint8Array;
  concludedBefore: number;
}>()((slot) =>
  sql
    .updateTable("query")
    .set({ sealed_answer: null })
    .where("patient_hash", "=", slot("patientHash"))
    .where("sealed_answer", "is not", null)
    .where("reuse_hash", "!=", slot("reuseHash"))
    .where("concluded_at", "<", slot("concludedBefore")),
);

/**
 * Decides in one transaction whether a request repeats an earlier one, joins a query under way, is answered from an
 * earlier check, meets a ceiling, or becomes a new query; and writes the audit row that says so.
 *
 * Two requests can therefore never both find that nobody has asked yet (principle 3).
 */
export function openLookup(context: StoreContext, request: OpenLookup): OpenedLookup {
  const known = context.database.first(findKnown, { lookupId: request.lookupId });
  if (known !== undefined) {
    // Whether somebody else's id exists is nobody's business, so the owner is compared first.
    if (known.owner !== request.owner) return { kind: "not-found" };
    const same = context.sealer.keyedHash(request.fingerprint).equals(known.fingerprint_hash);
    return { kind: same ? "existing" : "conflict" };
  }
  if (request.decision.kind === "not-checked") return notChecked(context, request, request.decision.reason);
  return ask(context, request, request.decision.ask);
}

function ask(context: StoreContext, request: OpenLookup, plan: AskPlan): OpenedLookup {
  const reuseHash = context.sealer.keyedHash(plan.reuseKey);
  const earlier = findEarlier(context, request, plan, reuseHash);
  // Asked here, in the transaction: a pause that is begun after this finds the query waiting to leave.
  const off = plan.switchedOff?.();
  if (earlier !== undefined && (off === undefined || earlier.inFlight || earlier.readable)) {
    const relation = earlier.inFlight ? "joined" : "reused";
    insertLookup(context, request, { relation, messageId: earlier.messageId });
    insertAudit(context, { ...request.audit, action: relation, messageId: earlier.messageId });
    return { kind: "opened", lookup: reread(context, request) };
  }
  if (off !== undefined) return notChecked(context, request, off.reason, off.since);
  if (isOverCeiling(context, request, plan)) return notChecked(context, request, "too-many");
  const draft = plan.draft();
  insertQuery(context, request, plan, draft, reuseHash);
  insertLookup(context, request, { relation: "asked", messageId: draft.messageId });
  insertAudit(context, { ...request.audit, action: "intent", messageId: draft.messageId });
  return { kind: "opened", lookup: asked(request, plan, draft), send: draft };
}

// What reading the new rows back would give; a lookup spends most of its time here.
function asked(request: OpenLookup, plan: AskPlan, draft: QueryDraft): StoredLookup {
  const { lookupId, owner, at, locationId } = request;
  const accessMode = accessModeOf(request);
  const query = { messageId: draft.messageId, askedAt: at, asker: plan.asker, accessMode };
  return { lookupId, owner, openedAt: at, locationId, accessMode, relation: "asked", query };
}

function accessModeOf({ accessMode }: OpenLookup): AccessMode {
  // Asking without an access mode would be asking in a mode nobody chose.
  if (accessMode === undefined) throw new CpisError("CPIS_INTERNAL");
  return accessMode;
}

function notChecked(
  context: StoreContext,
  request: OpenLookup,
  reason: NotCheckedReason,
  since?: number,
): OpenedLookup {
  insertLookup(context, request, {
    relation: "not-checked",
    reason,
    ...(since === undefined ? {} : { since }),
  });
  insertAudit(context, { ...request.audit, action: "not-checked", reason });
  return { kind: "opened", lookup: reread(context, request) };
}

interface EarlierQuery {
  readonly messageId: string;
  readonly inFlight: boolean;
  /** Its answer is held and may still be shown. */
  readonly readable: boolean;
}

const nothingLeft: ReadonlySet<string> = new Set([
  "spine-unreachable",
  "switched-off",
  "automatic-switched-off",
]);

function findEarlier(
  { database }: StoreContext,
  request: OpenLookup,
  plan: AskPlan,
  reuseHash: Buffer,
): EarlierQuery | undefined {
  const since = request.at - plan.reuseWindowMs;
  const latest = database.first(findLatest, { reuseHash, since });
  if (latest === undefined) return undefined;
  const inFlight = latest.concluded_at === null;
  // A person who presses twice, or beside a colleague, must not make the council hear it twice.
  const joinable = inFlight && latest.asked_at > request.at - plan.answerMs;
  if (plan.force && !joinable) return undefined;
  // Nothing had left, so asking now is the first time. A rejection may follow bytes that did arrive: that, and
  // everything else, waits for a person's press.
  if (latest.failure !== null && nothingLeft.has(latest.failure)) return undefined;
  const readable = Boolean(latest.held) && (latest.content_expires_at ?? 0) > request.at;
  return { messageId: latest.message_id, inFlight, readable };
}

function isOverCeiling({ recentQueries }: StoreContext, request: OpenLookup, plan: AskPlan): boolean {
  const { ceilings, asker } = plan;
  if (ceilings === undefined) return false;
  const { byUser, bySite } = recentQueries.count(asker.owner, request.at - ceilings.windowMs);
  if (bySite >= ceilings.perSite || byUser >= ceilings.perUser) return true;
  recentQueries.add(asker.owner, request.at);
  return false;
}

// An answer that has only just come is left to the page that is about to fetch it: a person would have to ask again.
const fetchGraceMs = 60_000;

function insertQuery(
  { database, sealer }: StoreContext,
  request: OpenLookup,
  plan: AskPlan,
  draft: QueryDraft,
  reuseHash: Buffer,
): void {
  const patientHash = sealer.keyedHash(plan.patientKey);
  if (plan.endsEarlierEncounters) {
    // The patient's earlier encounters are over, so their answers have served (principle 6).
    const concludedBefore = request.at - fetchGraceMs;
    database.run(eraseEarlierEncounters, { patientHash, reuseHash, concludedBefore });
  }
  const subject = JSON.stringify({ nhsNumber: draft.nhsNumber, birthDate: draft.birthDate });
  database.run(insertQueryRow, {
    message_id: draft.messageId,
    conversation_id: draft.conversationId,
    query_id: draft.queryId,
    lookup_id: request.lookupId,
    location_id: request.locationId,
    reuse_hash: reuseHash,
    patient_hash: patientHash,
    access_mode: accessModeOf(request),
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
    revision: 0,
    switched_off_since: null,
  });
}

function insertLookup(
  { database, sealer }: StoreContext,
  request: OpenLookup,
  link:
    | { readonly relation: "asked" | "joined" | "reused"; readonly messageId: string }
    | { readonly relation: "not-checked"; readonly reason: NotCheckedReason; readonly since?: number },
): void {
  const { lookupId, birthDate } = request;
  database.run(insertLookupRow, {
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
    switched_off_since: link.relation === "not-checked" ? (link.since ?? null) : null,
  });
}

function reread(context: StoreContext, request: OpenLookup): StoredLookup {
  const lookup = readLookup(context, request.lookupId);
  if (lookup === undefined) throw new CpisError("CPIS_INTERNAL");
  return lookup;
}
