import type { AuditRecord } from "../../ports/audit.js";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import { readAuditRow, subjectHash } from "./audit-rows.js";

/** From when, inclusive, and until when, exclusive; milliseconds since 1970. */
export interface AuditRange {
  readonly from: number;
  readonly to: number;
}

/** Which rows somebody looks for; every condition given must hold. */
export interface AuditCriteria extends Partial<AuditRange> {
  readonly nhsNumber?: string;
  readonly userId?: string;
  readonly action?: string;
  readonly locationId?: string;
  /** Only rows before this one. */
  readonly before?: number;
}

/** How rows are handed out. */
export interface ReadingOrder {
  /** Otherwise their subjects stay sealed. */
  readonly withSubjects: boolean;
  readonly newestFirst?: boolean;
}

type Row = Parameters<typeof readAuditRow>[1];

// A slice takes a millisecond or two, however many rows an audit has.
const rowsAtOnce = 500;

const findRow = statement<{ id: number }>()((slot) =>
  sql.selectFrom("audit").selectAll().where("id", "=", slot("id")),
);

const readHead = statement<object>()(() => sql.selectFrom("audit_head").select("row_id"));

/** One row; undefined where there is none any more, or its seal is broken. */
export function auditRow(context: StoreContext, id: number): AuditRecord | undefined {
  const row = context.database.first(findRow, { id });
  return row === undefined ? undefined : readIfIntact(context, row);
}

/** Rows of a time, in the order they were written. Their subjects stay sealed. */
export function* auditBetween(context: StoreContext, range: AuditRange): Generator<AuditRecord> {
  for (const rows of auditSlices(context, range, { withSubjects: false })) yield* rows;
}

/**
 * The rows that meet `criteria`, a few at a time; a slice may be empty. Whoever has other things to do, does them between two
 * slices. A row whose seal is broken comes without what is sealed in it; `cpis audit verify` names it.
 */
export function* auditSlices(
  context: StoreContext,
  criteria: AuditCriteria,
  order: ReadingOrder,
): Generator<readonly AuditRecord[]> {
  const { nhsNumber } = criteria;
  if (nhsNumber === undefined) yield* slicesById(context, criteria, order);
  else if (order.newestFirst === true) {
    const found: AuditRecord[] = [];
    for (const rows of slicesAbout(context, nhsNumber, criteria)) {
      found.push(...rows);
      yield [];
    }
    yield found.toSorted((one, other) => other.id - one.id);
  } else yield* slicesAbout(context, nhsNumber, criteria);
}

function* slicesById(
  context: StoreContext,
  criteria: AuditCriteria,
  { withSubjects, newestFirst = false }: ReadingOrder,
): Generator<readonly AuditRecord[]> {
  const { before = Infinity } = criteria;
  const last = Math.min(newestId(context), before - 1);
  for (let done = 0; done < last; done += rowsAtOnce) {
    const through = newestFirst ? last - done : Math.min(done + rowsAtOnce, last);
    const after = newestFirst ? through - rowsAtOnce : done;
    const rows = context.database.query(
      selectRows(criteria)
        .where("id", ">", after)
        .where("id", "<=", through)
        .orderBy("id", newestFirst ? "desc" : "asc"),
    );
    yield rows.flatMap((row) => readRow(context, row, withSubjects) ?? []);
  }
}

function selectRows({ from, to, userId, action, locationId }: AuditCriteria) {
  let query = sql.selectFrom("audit").selectAll();
  if (from !== undefined) query = query.where("at", ">=", from);
  if (to !== undefined) query = query.where("at", "<", to);
  if (userId !== undefined) query = query.where("actor_id", "=", userId);
  if (action !== undefined) query = query.where("action", "=", action);
  if (locationId !== undefined) query = query.where("location_id", "=", locationId);
  return query;
}

/**
 * Rows about one NHS number, in the order they were written: by keyed hash, and those from before there was one by opening
 * each. Rows whose seal is broken are passed over: nobody can say whom they are about.
 */
function* slicesAbout(
  context: StoreContext,
  nhsNumber: string,
  criteria: AuditCriteria,
): Generator<readonly AuditRecord[]> {
  const { before = Infinity } = criteria;
  const isAbout = (record: AuditRecord): boolean =>
    record.subject?.nhsNumber === nhsNumber && record.id < before;
  const last = newestId(context);
  for (let after = 0; after < last; after += rowsAtOnce) {
    const rows = context.database.query(
      selectRows(criteria)
        .where("id", ">", after)
        .where("id", "<=", after + rowsAtOnce)
        .where("sealed_subject", "is not", null)
        .where("subject_hash", "is", null)
        .orderBy("id"),
    );
    yield rows.flatMap((row) => readIfIntact(context, row) ?? []).filter(isAbout);
  }
  const hash = subjectHash(context.sealer, nhsNumber);
  for (let after = 0; ;) {
    const rows = context.database.query(
      selectRows(criteria)
        .where("subject_hash", "=", hash)
        .where("id", ">", after)
        .orderBy("id")
        .limit(rowsAtOnce),
    );
    const end = rows.at(-1);
    if (end === undefined) return;
    yield rows.flatMap((row) => readIfIntact(context, row) ?? []).filter(isAbout);
    after = end.id;
  }
}

function newestId({ database }: StoreContext): number {
  return database.first(readHead, {})?.row_id ?? 0;
}

function readRow(context: StoreContext, row: Row, withSubjects: boolean): AuditRecord | undefined {
  const opened = withSubjects ? readIfIntact(context, row) : undefined;
  return opened ?? readIfIntact(context, { ...row, sealed_subject: null });
}

function readIfIntact(context: StoreContext, row: Row): AuditRecord | undefined {
  try {
    return readAuditRow(context, row);
  } catch {
    return undefined;
  }
}
