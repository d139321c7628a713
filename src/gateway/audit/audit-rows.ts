import type { Insertable, Selectable } from "kysely";
import type { AccessMode } from "../../domain/access-mode.js";
import type { LookupTrigger } from "../../domain/eligibility.js";
import type { AuditAction, AuditActor, AuditEntry, AuditRecord } from "../../ports/audit.js";
import { slots, sql, statement } from "../store/statement.js";
import { present, sealPlace, type StoreContext } from "../store/store-context.js";
import type { AuditTable } from "../store/tables.js";

type NewRow = Required<Omit<Insertable<AuditTable>, "id">>;

const insert = statement<NewRow>()((slot) =>
  sql.insertInto("audit").values(
    slots(slot, {
      entry_id: true,
      at: true,
      action: true,
      actor_kind: true,
      actor_id: true,
      actor_name: true,
      role_profile_id: true,
      job_role_code: true,
      organisation: true,
      lookup_id: true,
      message_id: true,
      location_id: true,
      access_mode: true,
      trigger: true,
      author_mode: true,
      outcome: true,
      reason: true,
      codes: true,
      duration_ms: true,
      event_id: true,
      sequence: true,
      version: true,
      reported_at: true,
      sealed_subject: true,
    }),
  ),
);

/** Writes one entry. Call it inside a store job only, so that it stands or falls with the change it tells of. */
export function insertAudit({ database, sealer, ids }: StoreContext, entry: AuditEntry): void {
  const entryId = ids.uuid();
  const { actor, display, subject } = entry;
  database.run(insert, {
    entry_id: entryId,
    at: entry.at,
    action: entry.action,
    actor_kind: actor?.kind ?? null,
    actor_id: actor?.id ?? null,
    actor_name: actor?.name ?? null,
    role_profile_id: actor?.roleProfileId ?? null,
    job_role_code: actor?.jobRoleCode ?? null,
    organisation: actor?.organisationOdsCode ?? null,
    lookup_id: entry.lookupId ?? null,
    message_id: entry.messageId ?? null,
    location_id: entry.locationId ?? null,
    access_mode: entry.accessMode ?? null,
    trigger: entry.trigger ?? null,
    author_mode: entry.authorMode ?? null,
    outcome: entry.outcome ?? null,
    reason: entry.reason ?? null,
    codes: entry.codes === undefined ? null : JSON.stringify(entry.codes),
    duration_ms: entry.durationMs ?? null,
    event_id: display?.eventId ?? null,
    sequence: display?.sequence ?? null,
    version: display?.version ?? null,
    reported_at: display?.reportedAt ?? null,
    sealed_subject:
      subject === undefined ? null : sealer.seal(JSON.stringify(subject), sealPlace.auditSubject(entryId)),
  });
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
