import { chmodSync, closeSync, openSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from "kysely";
import { CpisError } from "../../errors/cpis-error.js";
import { migrations, type Migration } from "./migrations.js";
import type { Tables } from "./tables.js";

/**
 * Builds statements. Kysely types and compiles them; they run synchronously through `Database`, because a transaction
 * that waits for a promise in its middle would let another request's writes into it.
 */
export const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** An open file. Everything is synchronous; what may be called when is the group commit's business. */
export interface Database {
  all<Row>(query: Compilable<Row>): readonly Row[];
  first<Row>(query: Compilable<Row>): Row | undefined;
  /** Returns how many rows changed. */
  run(query: Compilable): number;
  exec(statement: "begin immediate" | "commit" | "rollback" | SavepointStatement): void;
  /** The value of a setting of this connection. */
  pragma(name: "synchronous" | "journal_mode"): unknown;
  readonly inTransaction: boolean;
  close(): void;
}

type SavepointStatement = "savepoint job" | "release job" | "rollback to job";

/**
 * Opens the file, readable by its owner only, and brings it to the newest migration.
 *
 * `synchronous=FULL` makes a commit wait for the disk: nothing is acknowledged before it would survive a power cut.
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
    migrate(connection, steps);
    return wrap(connection);
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
      connection.pragma(`user_version = ${step.id}`);
    })();
  }
}

function wrap(connection: SqliteDatabase.Database): Database {
  const statements = new Map<string, SqliteDatabase.Statement>();
  const prepared = (text: string): SqliteDatabase.Statement => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = connection.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  return {
    all<Row>(query: Compilable<Row>) {
      const compiled = query.compile();
      // The columns are those the statement names, which Kysely has typed.
      return prepared(compiled.sql).all(...compiled.parameters) as Row[];
    },
    first<Row>(query: Compilable<Row>) {
      const compiled = query.compile();
      return prepared(compiled.sql).get(...compiled.parameters) as Row | undefined;
    },
    run(query) {
      const compiled = query.compile();
      return prepared(compiled.sql).run(...compiled.parameters).changes;
    },
    exec: (statement) => void prepared(statement).run(),
    pragma: (name) => connection.pragma(name, { simple: true }),
    get inTransaction() {
      return connection.inTransaction;
    },
    close: () => void connection.close(),
  };
}
