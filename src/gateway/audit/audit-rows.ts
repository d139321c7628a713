import type { Insertable, Selectable } from "kysely";
import type { AccessMode } from "../../domain/access-mode.js";
import type { LookupTrigger } from "../../domain/eligibility.js";
import type { AuditAction, AuditActor, AuditEntry, AuditRecord } from "../../ports/audit.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Sealer } from "../store/sealer.js";
import { slots, sql, statement } from "../store/statement.js";
import { present, sealPlace, type StoreContext } from "../store/store-context.js";
import type { AuditTable } from "../store/tables.js";
import { chainHash, contentColumns } from "./chain-row.js";

type NewRow = Required<Insertable<AuditTable>>;

const readHead = statement<object>()(() => sql.selectFrom("audit_head").select(["row_id", "row_hash"]));

const insert = statement<NewRow>()((slot) =>
  sql
    .insertInto("audit")
    .values(slots(slot, { id: true, ...contentColumns, previous_hash: true, hash: true })),
);

/**
 * Writes one entry as the next row of the chain. Call it inside a store job only, so that it stands or falls with the
 * change it tells of; a job that is undone takes its rows off the chain's end again.
 */
export function insertAudit(context: StoreContext, entry: AuditEntry): void {
  const { database } = context;
  const head = database.first(readHead, {});
  if (head === undefined) throw new CpisError("CPIS_STORE_FAILED", { detail: "The audit has no head." });
  const row = { id: head.row_id + 1, previous_hash: head.row_hash, ...contentOf(context, entry) };
  database.run(insert, { ...row, hash: chainHash(row) });
}

function contentOf(
  { sealer, ids, stamp }: StoreContext,
  entry: AuditEntry,
): Omit<NewRow, "id" | "hash" | "previous_hash"> {
  const entryId = ids.uuid();
  const { actor, display, subject } = entry;
  return {
    entry_id: entryId,
    at: entry.at,
    action: entry.action,
    actor_kind: actor?.kind ?? null,
    actor_id: wellFormed(actor?.id),
    actor_name: wellFormed(actor?.name),
    role_profile_id: wellFormed(actor?.roleProfileId),
    job_role_code: wellFormed(actor?.jobRoleCode),
    organisation: wellFormed(actor?.organisationOdsCode),
    workstation: wellFormed(actor?.workstation),
    lookup_id: wellFormed(entry.lookupId),
    message_id: wellFormed(entry.messageId),
    location_id: wellFormed(entry.locationId),
    access_mode: entry.accessMode ?? null,
    trigger: entry.trigger ?? null,
    author_mode: entry.authorMode ?? null,
    outcome: entry.outcome ?? null,
    reason: wellFormed(entry.reason),
    codes: entry.codes === undefined ? null : JSON.stringify(entry.codes),
    duration_ms: entry.durationMs ?? null,
    event_id: wellFormed(display?.eventId),
    sequence: display?.sequence ?? null,
    version: display?.version ?? null,
    reported_at: wellFormed(display?.reportedAt),
    plan_hash: entry.planHash ?? stamp.planHash ?? null,
    details: entry.details === undefined ? null : JSON.stringify(entry.details),
    subject_hash: subject?.nhsNumber === undefined ? null : subjectHash(sealer, subject.nhsNumber),
    sealed_subject:
      subject === undefined ? null : sealer.seal(JSON.stringify(subject), sealPlace.auditSubject(entryId)),
  };
}

// SQLite would store something else in the place of half a character, and the row would not have the hash it was given.
function wellFormed(text: string | undefined): string | null {
  return text?.replace(/\p{Surrogate}/gu, "\uFFFD") ?? null;
}

/** Finds rows about one NHS number; of its own kind, so that it equals no other hash of that number in the file. */
export function subjectHash(sealer: Pick<Sealer, "keyedHash">, nhsNumber: string): Buffer {
  return sealer.keyedHash(`audit subject ${nhsNumber}`);
}

/** Reads a row back. Throws `CPIS_SEAL_BROKEN` where it was changed outside this program. */
export function readAuditRow(
  { sealer }: Pick<StoreContext, "sealer">,
  row: Selectable<AuditTable>,
): AuditRecord {
  return {
    id: row.id,
    at: row.at,
    // Only `insertAudit` writes these columns, and it takes these types.
    action: row.action as AuditAction,
    ...(row.plan_hash === null ? {} : { planHash: row.plan_hash }),
    ...present<Omit<AuditEntry, "at" | "action">>({
      actor: readActor(row),
      lookupId: row.lookup_id ?? undefined,
      messageId: row.message_id ?? undefined,
      locationId: row.location_id ?? undefined,
      accessMode: (row.access_mode as AccessMode | null) ?? undefined,
      trigger: (row.trigger as LookupTrigger | null) ?? undefined,
      authorMode: (row.author_mode as "person" | "device" | null) ?? undefined,
      outcome: (row.outcome as "record" | "no-record" | "failed" | null) ?? undefined,
      reason: row.reason ?? undefined,
      codes: row.codes === null ? undefined : (JSON.parse(row.codes) as readonly string[]),
      durationMs: row.duration_ms ?? undefined,
      details: row.details === null ? undefined : (JSON.parse(row.details) as AuditEntry["details"]),
      display: readDisplay(row),
      subject:
        row.sealed_subject === null
          ? undefined
          : (JSON.parse(sealer.open(row.sealed_subject, sealPlace.auditSubject(row.entry_id))) as NonNullable<
              AuditEntry["subject"]
            >),
    }),
  };
}

function readActor(row: Selectable<AuditTable>): AuditActor | undefined {
  if (row.actor_kind === null || row.actor_id === null) return undefined;
  return {
    kind: row.actor_kind as AuditActor["kind"],
    id: row.actor_id,
    ...present<Omit<AuditActor, "kind" | "id">>({
      name: row.actor_name ?? undefined,
      roleProfileId: row.role_profile_id ?? undefined,
      jobRoleCode: row.job_role_code ?? undefined,
      organisationOdsCode: row.organisation ?? undefined,
      workstation: row.workstation ?? undefined,
    }),
  };
}

function readDisplay(row: Selectable<AuditTable>): AuditEntry["display"] {
  if (row.event_id === null) return undefined;
  return {
    eventId: row.event_id,
    sequence: row.sequence ?? 0,
    version: row.version ?? 0,
    reportedAt: row.reported_at ?? "",
  };
}
