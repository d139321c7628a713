import type SqliteDatabase from "better-sqlite3";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { IdSource } from "../../ports/runtime.js";
import { insertAudit } from "../audit/audit-rows.js";
import { readCarriedKeys } from "./carried-keys.js";
import { openDatabase, overConnection, type Database } from "./database.js";
import { createGroupCommit } from "./group-commit.js";
import { proveKeyFits } from "./inspect-store.js";
import { createRecentQueries } from "./recent-queries.js";
import { createSealer, deriveKeys, keyIdOf, type CarriedKeys, type Sealer } from "./sealer.js";
import { neverChangedTables, sealedColumns, type SealedColumn } from "./sealed-columns.js";
import { sealPlace, type StoreContext } from "./store-context.js";
import { withStoreAlone } from "./store-alone.js";

/** A change of the sealing key. */
export interface RotationOrder {
  /** 32 bytes, base64. */
  readonly newKey: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Told after every value that was sealed anew. */
  readonly progress?: (done: number) => void;
}

/** A finished rotation. */
export interface Rotated {
  /** How many values are sealed with the new key now. */
  readonly resealed: number;
  /** How many could not be opened before either, and were left as they are. */
  readonly broken: number;
}

/**
 * Seals a store anew with another key, while nobody has it open.
 *
 * One transaction: a process that is killed in the middle leaves the store as it was, with the old key, and the same command
 * does it again. Rows that are never changed (the audit is a chain over its sealed bytes) stay sealed as they were; what opens
 * them, and what hashes are compared with, is carried on inside the store, sealed with the new key. Every value is opened with
 * the new key before the change is made.
 *
 * Throws `CPIS_STORE_IN_USE` where a gateway or another command works on the store, and `CPIS_SEAL_BROKEN` where the present key is another one.
 */
export function rotateSealingKey(store: StorePlan, order: RotationOrder, ids: IdSource): Rotated {
  refuseSameKey(store.sealingKey, order.newKey);
  // Brought to the newest schema first, by itself: a migration is never part of a change of keys.
  withStoreAlone(store.file, (connection) => {
    proveKeyFits(connection, store.sealingKey);
  });
  openDatabase(store.file).close();
  return withStoreAlone(store.file, (connection) => {
    connection.pragma("secure_delete = ON");
    connection.pragma("synchronous = FULL");
    return connection.transaction(() => rotate(connection, store, order, ids)).exclusive();
  });
}

function refuseSameKey(oldKey: string, newKey: string): void {
  if (deriveKeys(oldKey).keyId !== deriveKeys(newKey).keyId) return;
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: "The new key is the one that the store is sealed with.",
  });
}

function rotate(
  connection: SqliteDatabase.Database,
  { sealingKey }: StorePlan,
  { newKey, at, progress }: RotationOrder,
  ids: IdSource,
): Rotated {
  proveKeyFits(connection, sealingKey);
  const database = overConnection(connection, noLog);
  const own = createSealer(sealingKey);
  const known = readCarriedKeys(database, own);
  const old = createSealer(sealingKey, known);
  const carried = carryOn(known, sealingKey);
  const next = createSealer(newKey, carried);
  const counts = { resealed: 0, broken: 0 };
  for (const column of sealedColumns.filter(({ table }) => !neverChangedTables.has(table))) {
    reseal(connection, column, old, next, (kind) => {
      counts[kind] += 1;
      if (kind === "resealed") progress?.(counts.resealed);
    });
  }
  writeKeys(connection, carried, next);
  noteRotation(database, next, ids, at);
  return counts;
}

// What opened or compared before does so again: the present key's own halves join those of earlier ones.
function carryOn(known: CarriedKeys, sealingKey: string): CarriedKeys {
  const { keyId, seal, compare } = deriveKeys(sealingKey);
  return { open: new Map([...known.open, [keyId, seal]]), compare: known.compare ?? compare };
}

function reseal(
  connection: SqliteDatabase.Database,
  { table, column, key, place }: SealedColumn,
  old: Sealer,
  next: Sealer,
  note: (kind: keyof Rotated) => void,
): void {
  const where = key.map((name) => `${name} = ?`).join(" and ");
  const keys = connection
    .prepare<[], Readonly<Record<string, unknown>>>(
      `select ${key.join(", ")} from ${table} where ${column} is not null`,
    )
    .all();
  const read = connection.prepare<unknown[], { readonly sealed: Uint8Array }>(
    `select ${column} as sealed from ${table} where ${where}`,
  );
  const write = connection.prepare(`update ${table} set ${column} = ? where ${where}`);
  for (const row of keys) {
    const values = key.map((name) => row[name]);
    const sealed = read.get(...values)?.sealed;
    const plain = sealed === undefined ? undefined : old.openIfIntact(sealed, place(row));
    if (plain === undefined) {
      note("broken");
      continue;
    }
    const again = next.seal(plain, place(row));
    if (keyIdOf(again) !== next.keyId || next.open(again, place(row)) !== plain) {
      throw new CpisError("CPIS_SEAL_BROKEN");
    }
    write.run(again, ...values);
    note("resealed");
  }
}

function writeKeys(connection: SqliteDatabase.Database, carried: CarriedKeys, next: Sealer): void {
  connection.exec("delete from seal_check; delete from carried_key");
  connection
    .prepare("insert into seal_check (key_id, sealed) values (?, ?)")
    .run(next.keyId, next.seal(next.keyId, sealPlace.sealCheck(next.keyId)));
  const insert = connection.prepare("insert into carried_key (purpose, key_id, sealed) values (?, ?, ?)");
  const write = (purpose: string, keyId: string, key: Buffer): void => {
    insert.run(purpose, keyId, next.seal(key.toString("base64"), sealPlace.carriedKey(purpose, keyId)));
  };
  for (const [keyId, key] of carried.open) write("open", keyId, key);
  // Named after the key it was derived from first, which nothing asks for: there is one at most.
  if (carried.compare !== undefined) write("compare", [...carried.open.keys()][0] ?? "", carried.compare);
}

function noteRotation(database: Database, sealer: Sealer, ids: IdSource, at: number): void {
  const context: StoreContext = {
    database,
    sealer,
    ids,
    commits: createGroupCommit(database, noLog.sync),
    recentQueries: createRecentQueries(database),
    stamp: {},
  };
  insertAudit(context, { at, action: "store-key-rotated", details: { keyId: sealer.keyId } });
}

// In this journal mode a commit waits for the disk itself.
const noLog = { sync: () => Promise.resolve(), close: () => undefined };
