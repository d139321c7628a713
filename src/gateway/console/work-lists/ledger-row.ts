import type { Selectable } from "kysely";
import type { AuditAction, AuditRecord } from "../../../ports/audit.js";
import { sql, statement } from "../../store/statement.js";
import { present, sealPlace, type StoreContext } from "../../store/store-context.js";
import type { AuditTable } from "../../store/tables.js";

/** What the lists and counts need of an audit row. Whom it is about is keyed hashes; nothing else of it is opened. */
export interface LedgerRow extends Pick<AuditRecord, "id" | "at" | "action" | "outcome"> {
  readonly locationId: string;
  readonly lookupId: string;
  readonly messageId: string;
  readonly reason?: string;
  readonly userName?: string;
  readonly durationMs?: number;
  readonly person: PersonKeys;
}

/** Equal texts are about the same NHS number, the same encounter, or the same number of the host's own. */
export interface PersonKeys {
  readonly number?: string;
  readonly encounter?: string;
  readonly local?: string;
}

const columns = [
  "id",
  "entry_id",
  "at",
  "action",
  "actor_name",
  "lookup_id",
  "message_id",
  "location_id",
  "outcome",
  "reason",
  "duration_ms",
  "sealed_subject",
] as const;

type SliceRow = Pick<Selectable<AuditTable>, (typeof columns)[number]>;

const readSlice = statement<{ after: number; through: number }>()((slot) =>
  sql
    .selectFrom("audit")
    .select(columns)
    .where("id", ">", slot("after"))
    .where("id", "<=", slot("through"))
    .orderBy("id"),
);

const readHead = statement<object>()(() => sql.selectFrom("audit_head").select("row_id"));

const readNewest = statement<{ after: number; through: number }>()((slot) =>
  sql
    .selectFrom("audit")
    .select((row) => row.fn.max("at").as("at"))
    .where("id", ">", slot("after"))
    .where("id", "<=", slot("through")),
);

const sliceRows = 500;
const searchRows = 5_000;

/** The id of the newest row. */
export function newestId({ database }: Pick<StoreContext, "database">): number {
  return database.first(readHead, {})?.row_id ?? 0;
}

/** The id before the first row that may be as young as `since`; looks back from the end, in steps. */
export async function idBefore(
  { database }: Pick<StoreContext, "database">,
  since: number,
  breathe: () => Promise<void>,
): Promise<number> {
  let through = newestId({ database });
  while (through > 0) {
    const after = through - searchRows;
    const newest = database.first(readNewest, { after, through })?.at ?? -Infinity;
    if (newest < since) return through;
    through = after;
    await breathe();
  }
  return 0;
}

/** The next rows after an id, at most 500, and the id they reach to. */
export function readLedgerRows(
  context: StoreContext,
  after: number,
  newest: number,
): { readonly rows: readonly LedgerRow[]; readonly through: number } {
  const through = Math.min(after + sliceRows, newest);
  const rows = context.database.all(readSlice, { after, through });
  return { through, rows: rows.map((row) => toLedgerRow(context, row)) };
}

function toLedgerRow(context: StoreContext, row: SliceRow): LedgerRow {
  const { reason, actor_name: userName, duration_ms: durationMs } = row;
  return {
    id: row.id,
    at: row.at,
    // Only `insertAudit` writes these columns, and it takes these types.
    action: row.action as AuditAction,
    locationId: row.location_id ?? "",
    lookupId: row.lookup_id ?? "",
    messageId: row.message_id ?? "",
    person: asksAboutSomebody.has(row.action) ? readPerson(context, row) : {},
    ...present<Pick<LedgerRow, "outcome" | "reason" | "userName" | "durationMs">>({
      outcome: (row.outcome as AuditRecord["outcome"] | null) ?? undefined,
      reason: reason ?? undefined,
      userName: userName ?? undefined,
      durationMs: durationMs ?? undefined,
    }),
  };
}

/** The rows from which it can be told that two checks were about the same person. */
const asksAboutSomebody: ReadonlySet<string> = new Set<AuditAction>([
  "intent",
  "joined",
  "reused",
  "not-checked",
]);

function readPerson({ sealer }: StoreContext, row: SliceRow): PersonKeys {
  const { entry_id: entryId, sealed_subject: sealed } = row;
  const text = sealed === null ? undefined : sealer.openIfIntact(sealed, sealPlace.auditSubject(entryId));
  if (text === undefined) return {};
  const { nhsNumber, encounterId, localId, localIdSystem } = JSON.parse(text) as NonNullable<
    AuditRecord["subject"]
  >;
  const hash = (what: string): string => sealer.keyedHash(`console person ${what}`).toString("base64");
  return {
    ...(nhsNumber === undefined ? {} : { number: hash(`number ${nhsNumber}`) }),
    ...(encounterId === undefined ? {} : { encounter: hash(`encounter ${encounterId}`) }),
    ...(localId === undefined ? {} : { local: hash(`local ${JSON.stringify([localIdSystem, localId])}`) }),
  };
}
