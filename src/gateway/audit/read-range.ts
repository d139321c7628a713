import type { AuditRecord } from "../../ports/audit.js";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import { readAuditRow, subjectHash } from "./audit-rows.js";

/** From when, inclusive, and until when, exclusive; milliseconds since 1970. */
export interface AuditRange {
  readonly from: number;
  readonly to: number;
}

const rowsAtOnce = 500;

const findRow = statement<{ id: number }>()((slot) =>
  sql.selectFrom("audit").selectAll().where("id", "=", slot("id")),
);

/** One row; undefined where there is none any more, or its seal is broken. */
export function auditRow(context: StoreContext, id: number): AuditRecord | undefined {
  const row = context.database.first(findRow, { id });
  return row === undefined ? undefined : readIfIntact(context, row);
}

/** Rows of a time, in the order they were written. Their subjects stay sealed unless `withSubjects`. */
export function* auditBetween(
  context: StoreContext,
  { from, to }: AuditRange,
  withSubjects: boolean,
): Generator<AuditRecord> {
  for (let after = 0; ;) {
    const rows = context.database.query(
      sql
        .selectFrom("audit")
        .selectAll()
        .where("id", ">", after)
        .where("at", ">=", from)
        .where("at", "<", to)
        .orderBy("id")
        .limit(rowsAtOnce),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) {
      yield readAuditRow(context, withSubjects ? row : { ...row, sealed_subject: null });
    }
    after = last.id;
  }
}

/**
 * Rows about one NHS number, in the order they were written: by keyed hash, and for rows from before there was one by
 * opening each. Rows whose seal is broken are passed over; `cpis audit verify` names them.
 */
export function* auditAbout(context: StoreContext, nhsNumber: string): Generator<AuditRecord> {
  for (const row of earlierRows(context)) {
    const opened = readIfIntact(context, row);
    if (opened?.subject?.nhsNumber === nhsNumber) yield opened;
  }
  const hash = subjectHash(context.sealer, nhsNumber);
  for (let after = 0; ;) {
    const rows = context.database.query(
      sql
        .selectFrom("audit")
        .selectAll()
        .where("subject_hash", "=", hash)
        .where("id", ">", after)
        .orderBy("id")
        .limit(rowsAtOnce),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows.flatMap((row) => readIfIntact(context, row) ?? []);
    after = last.id;
  }
}

type Row = Parameters<typeof readAuditRow>[1];

function* earlierRows({ database }: StoreContext): Generator<Row> {
  for (let after = 0; ;) {
    const rows = database.query(
      sql
        .selectFrom("audit")
        .selectAll()
        .where("sealed_subject", "is not", null)
        .where("subject_hash", "is", null)
        .where("id", ">", after)
        .orderBy("id")
        .limit(rowsAtOnce),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows;
    after = last.id;
  }
}

function readIfIntact(context: StoreContext, row: Row): AuditRecord | undefined {
  try {
    return readAuditRow(context, row);
  } catch {
    return undefined;
  }
}
