import { chmodSync, closeSync, openSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import type { Compilable } from "kysely";
import { CpisError } from "../../errors/cpis-error.js";
import { migrations, type Migration } from "./migrations.js";
import { bind, type Statement } from "./statement.js";
import { createWalSync, type WalSync } from "./wal-sync.js";

/**
 * An open file. Everything is synchronous, because a transaction that waits for a promise in its middle would let
 * another request's writes into it; what may be called when is the group commit's business.
 */
export interface Database {
  all<Values extends object, Row>(statement: Statement<Values, Row>, values: Values): readonly Row[];
  first<Values extends object, Row>(statement: Statement<Values, Row>, values: Values): Row | undefined;
  /** Returns how many rows changed. */
  run<Values extends object>(statement: Statement<Values, unknown>, values: Values): number;
  /** For the rare query whose conditions differ from call to call. */
  query<Row>(query: Compilable<Row>): readonly Row[];
  exec(command: "begin immediate" | "commit" | "rollback" | SavepointCommand): void;
  /** The value of a setting of this connection. */
  pragma(name: "secure_delete" | "journal_mode"): unknown;
  readonly inTransaction: boolean;
  /** Moves the write-ahead log into the file and empties it; never inside a transaction. */
  emptyLog(): void;
  /** Resolves once everything committed so far would survive a power cut; a commit alone does not say that. */
  sync(): Promise<void>;
  close(): void;
}

type SavepointCommand = "savepoint job" | "release job" | "rollback to job";

/**
 * Opens the file, readable by its owner only, and brings it to the newest migration.
 *
 * Throws `CPIS_STORE_FAILED` with the file's path.
 */
export function openDatabase(file: string, steps: readonly Migration[] = migrations): Database {
  try {
    if (file !== ":memory:") protectFile(file);
    const connection = new SqliteDatabase(file);
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = FULL");
    connection.pragma("foreign_keys = ON");
    // Erased content must not linger in free pages.
    connection.pragma("secure_delete = ON");
    // Each checkpoint stops the process for a moment; rare and large ones write less than frequent small ones.
    connection.pragma("wal_autocheckpoint = 4000");
    migrate(connection, steps);
    // From here on a commit is durable after `sync`, which does not stop the process as FULL does.
    connection.pragma("synchronous = NORMAL");
    return overConnection(connection, createWalSync(file));
  } catch (cause) {
    if (CpisError.is(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : "unknown fault";
    throw new CpisError("CPIS_STORE_FAILED", {
      cause,
      detail: `The store ${file} cannot be opened: ${why}.`,
    });
  }
}

// SQLite gives its -wal and -shm files the mode of the main file, so the mode must be right before it opens.
function protectFile(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

function migrate(connection: SqliteDatabase.Database, steps: readonly Migration[]): void {
  const current = Number(connection.pragma("user_version", { simple: true }));
  const newest = steps.at(-1)?.id ?? 0;
  if (current > newest) {
    throw new CpisError("CPIS_STORE_FAILED", {
      detail: `The store was written by a newer version (migration ${current}; this one knows ${newest}).`,
    });
  }
  for (const step of steps.filter(({ id }) => id > current)) {
    connection.transaction(() => {
      connection.exec(step.sql);
      step.then?.(connection);
      connection.pragma(`user_version = ${step.id}`);
    })();
  }
}

/** The same over a connection that somebody else has opened and closes; `wal` says how its commits become durable. */
export function overConnection(connection: SqliteDatabase.Database, wal: WalSync): Database {
  const commands = new Map<string, SqliteDatabase.Statement>();
  const statements = new Map<object, SqliteDatabase.Statement>();
  const prepared = (key: object, text: string): SqliteDatabase.Statement => {
    const known = statements.get(key);
    if (known !== undefined) return known;
    const made = connection.prepare(text);
    statements.set(key, made);
    return made;
  };
  const command = (text: string): SqliteDatabase.Statement => {
    const known = commands.get(text) ?? connection.prepare(text);
    commands.set(text, known);
    return known;
  };
  return {
    all<Values extends object, Row>(statement: Statement<Values, Row>, values: Values) {
      // The columns are those the statement names, which Kysely has typed.
      return prepared(statement, statement.text).all(...bind(statement, values)) as Row[];
    },
    first<Values extends object, Row>(statement: Statement<Values, Row>, values: Values) {
      return prepared(statement, statement.text).get(...bind(statement, values)) as Row | undefined;
    },
    run: (statement, values) => prepared(statement, statement.text).run(...bind(statement, values)).changes,
    query<Row>(query: Compilable<Row>) {
      const compiled = query.compile();
      return connection.prepare(compiled.sql).all(...compiled.parameters) as Row[];
    },
    exec: (text) => void command(text).run(),
    pragma: (name) => connection.pragma(name, { simple: true }),
    get inTransaction() {
      return connection.inTransaction;
    },
    emptyLog: () => void connection.pragma("wal_checkpoint(TRUNCATE)"),
    sync: () => wal.sync(),
    close() {
      wal.close();
      connection.close();
    },
  };
}
