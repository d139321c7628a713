import { existsSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import { slots, sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import type { PauseTable } from "./pause-table.js";

const addPause = statement<PauseTable>()((slot) =>
  sql
    .insertInto("pause")
    .orIgnore()
    .values(
      slots(slot, {
        pause_id: true,
        scope: true,
        location_id: true,
        begun_at: true,
        ended_at: true,
        sealed_words: true,
      }),
    ),
);

/**
 * Takes over the pauses that are on in the store which a backup replaces: a restore must not switch checks on that somebody
 * has switched off since (H-04). Call it in a transaction; returns how many there were.
 *
 * A store from before there were pauses has none to take over. Of one that cannot be read, or is gone, nobody knows:
 * `undefined`, and a person must look.
 */
export function carryPauses(context: StoreContext, replaced: string): number | undefined {
  const rows = existsSync(replaced) ? readOn(replaced) : undefined;
  for (const row of rows ?? []) context.database.run(addPause, row);
  return rows?.length;
}

function readOn(file: string): readonly PauseTable[] | undefined {
  let connection: SqliteDatabase.Database | undefined;
  try {
    connection = new SqliteDatabase(file, { fileMustExist: true });
    const columns = "pause_id, scope, location_id, begun_at, ended_at, sealed_words";
    const tables = connection.prepare("select 1 from sqlite_master where type = 'table' and name = 'pause'");
    if (tables.all().length === 0) return [];
    return connection.prepare<[], PauseTable>(`select ${columns} from pause where ended_at is null`).all();
  } catch {
    return undefined;
  } finally {
    connection?.close();
  }
}
