import type { Selectable } from "kysely";
import type { AccessMode } from "../../domain/access-mode.js";
import type { LocalDate } from "../../domain/instant.js";
import type { FailedReason, NotCheckedReason } from "../../domain/lookup-state.js";
import type { SwitchedOff } from "../../domain/pause.js";
import type { ProtectionRecord } from "../../domain/protection-record.js";
import type {
  BrokenQuery,
  HeldConclusion,
  LookupAccess,
  PendingQuery,
  StoredLookup,
  StoredQuery,
} from "../../ports/lookup-store.js";
import type { OutboundQuery } from "../../ports/spine-transport.js";
import { sql, statement } from "./statement.js";
import { present, sealPlace, type StoreContext } from "./store-context.js";
import type { LookupTable, QueryTable } from "./tables.js";

/** A query as it lies in the file. */
export type QueryRow = Selectable<QueryTable>;

const findLookup = statement<{ lookupId: string }>()((slot) =>
  sql.selectFrom("lookup").selectAll().where("lookup_id", "=", slot("lookupId")),
);

const findAccess = statement<{ lookupId: string }>()((slot) =>
  sql.selectFrom("lookup").select(["owner", "location_id"]).where("lookup_id", "=", slot("lookupId")),
);

const findQuery = statement<{ messageId: string }>()((slot) =>
  sql.selectFrom("query").selectAll().where("message_id", "=", slot("messageId")),
);

const findPending = statement<object>()(() =>
  sql.selectFrom("query").selectAll().where("concluded_at", "is", null).orderBy("asked_at"),
);

/** What of an answer is sealed: whether there was a record is as sensitive as what it says. */
export type SealedAnswer =
  | {
      readonly kind: "record";
      readonly record: ProtectionRecord;
      readonly birthDates?: readonly LocalDate[] | undefined;
    }
  | { readonly kind: "no-record" };

interface SealedSubject {
  readonly nhsNumber: string;
  readonly birthDate?: string;
}

/** A lookup and its query. */
export function readLookup(context: StoreContext, lookupId: string): StoredLookup | undefined {
  const row = context.database.first(findLookup, { lookupId });
  if (row === undefined) return undefined;
  const query = row.message_id === null ? undefined : readQueryRow(context, row.message_id);
  return toLookup(context, row, query);
}

/** Whose a lookup is, from its row alone. */
export function readLookupAccess({ database }: StoreContext, lookupId: string): LookupAccess | undefined {
  const row = database.first(findAccess, { lookupId });
  return row === undefined ? undefined : { owner: row.owner, locationId: row.location_id };
}

/** A query's row. */
export function readQueryRow({ database }: StoreContext, messageId: string): QueryRow | undefined {
  return database.first(findQuery, { messageId });
}

/** The queries without a conclusion that can be read, oldest first. */
export function readPendingQueries(context: StoreContext): readonly PendingQuery[] {
  return context.database.all(findPending, {}).flatMap((row) => toPendingQuery(context, row) ?? []);
}

/** The queries without a conclusion that cannot. */
export function readBrokenQueries(context: StoreContext): readonly BrokenQuery[] {
  const rows = context.database.all(findPending, {});
  return rows
    .filter((row) => toPendingQuery(context, row) === undefined)
    .map((row) => ({
      messageId: row.message_id,
      lookupId: row.lookup_id,
      locationId: row.location_id,
      askedAt: row.asked_at,
    }));
}

function toLookup(
  context: StoreContext,
  row: Selectable<LookupTable>,
  query: QueryRow | undefined,
): StoredLookup {
  const answer = query === undefined ? undefined : toQuery(context, query);
  // Only a record is compared with it, so it stays sealed until there is one.
  const birthDate =
    row.sealed_birth_date === null || answer?.conclusion?.kind !== "record"
      ? undefined
      : context.sealer.open(row.sealed_birth_date, sealPlace.lookupBirthDate(row.lookup_id));
  return {
    lookupId: row.lookup_id,
    owner: row.owner,
    openedAt: row.opened_at,
    locationId: row.location_id,
    relation: row.relation as StoredLookup["relation"],
    ...present<Pick<StoredLookup, "accessMode" | "birthDate" | "notChecked" | "switchedOffSince" | "query">>({
      accessMode: (row.access_mode as AccessMode | null) ?? undefined,
      birthDate,
      notChecked: (row.not_checked as NotCheckedReason | null) ?? undefined,
      switchedOffSince: row.switched_off_since ?? undefined,
      query: answer,
    }),
  };
}

function toQuery(context: StoreContext, row: QueryRow): StoredQuery {
  const conclusion = toConclusion(context, row);
  return {
    messageId: row.message_id,
    askedAt: row.asked_at,
    asker: { owner: row.asker_owner, name: row.asker_name, bySystem: row.asker_is_system === 1 },
    accessMode: row.access_mode as AccessMode,
    ...(conclusion === undefined ? {} : { conclusion }),
  };
}

/** How a query ended, or undefined while an answer may still come. */
export function toConclusion({ sealer }: StoreContext, row: QueryRow): HeldConclusion | undefined {
  if (row.concluded_at === null) return undefined;
  const at = row.concluded_at;
  const revision = row.revision === 0 ? {} : { revision: row.revision };
  if (row.switched_off_since !== null) {
    // Only `settle` writes these two together.
    const reason = row.failure as SwitchedOff["reason"];
    return { kind: "switched-off", reason, since: row.switched_off_since, at, ...revision };
  }
  if (row.failure !== null) return { kind: "failed", reason: row.failure as FailedReason, at, ...revision };
  const contentExpiresAt = row.content_expires_at ?? at;
  if (row.sealed_answer === null) return { kind: "erased", at, contentExpiresAt, ...revision };
  const text = sealer.open(row.sealed_answer, sealPlace.queryAnswer(row.message_id));
  return { ...(JSON.parse(text) as SealedAnswer), at, contentExpiresAt, ...revision };
}

/** A query as it was drafted, or undefined once what its reply must agree with has been erased or its seal is broken. */
export function toPendingQuery({ sealer }: StoreContext, row: QueryRow): PendingQuery | undefined {
  if (row.sealed_subject === null) return undefined;
  const text = sealer.openIfIntact(row.sealed_subject, sealPlace.querySubject(row.message_id));
  if (text === undefined) return undefined;
  const subject = JSON.parse(text) as SealedSubject;
  const message = openMessage({ sealer }, row);
  return {
    messageId: row.message_id,
    conversationId: row.conversation_id,
    queryId: row.query_id,
    ...subject,
    askedAt: row.asked_at,
    accessMode: row.access_mode as AccessMode,
    lookupId: row.lookup_id,
    locationId: row.location_id,
    accepted: row.accepted_at !== null,
    ...(message === undefined ? {} : { message }),
  };
}

/** The bytes of a query as JSON, for the seal. */
export function messageToText(message: OutboundQuery): string {
  return JSON.stringify({ ...message, body: Buffer.from(message.body).toString("base64") });
}

// Without its very bytes a query is not sent again, but its answer may still come.
function openMessage({ sealer }: Pick<StoreContext, "sealer">, row: QueryRow): OutboundQuery | undefined {
  if (row.sealed_message === null) return undefined;
  const text = sealer.openIfIntact(row.sealed_message, sealPlace.queryMessage(row.message_id));
  if (text === undefined) return undefined;
  const stored = JSON.parse(text) as Omit<OutboundQuery, "body"> & { readonly body: string };
  return { ...stored, body: Buffer.from(stored.body, "base64") };
}
