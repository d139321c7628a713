import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from "kysely";
import type { Tables } from "./tables.js";

/** Builds and types statements; they run through `Database`, never through Kysely. */
export const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A statement compiled once, with places for values. Compiling one costs as much as running it. */
export interface Statement<Values extends object, Row> {
  readonly text: string;
  readonly parameters: readonly unknown[];
  /** Only for the compiler. */
  readonly types?: { readonly values: Values; readonly row: Row };
}

class Slot {
  constructor(readonly name: string) {}
}

type SlotFor<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/**
 * Compiles a statement over named values: `statement<{ id: string }>()((slot) => sql.selectFrom("lookup").where("lookup_id", "=", slot("id")))`.
 */
export function statement<Values extends object>(): <Row>(
  build: (slot: SlotFor<Values>) => Compilable<Row>,
) => Statement<Values, Row> {
  return (build) => {
    // Kysely hands a slot through untouched, as it would the value it stands for.
    const slot: SlotFor<Values> = (name) => new Slot(name) as never;
    const { sql: text, parameters } = build(slot).compile();
    return { text, parameters };
  };
}

/** A slot for every name: the values of an insert. */
export function slots<Values extends object>(
  slot: SlotFor<Values>,
  names: Readonly<Record<keyof Values & string, true>>,
): Values {
  // The names are exactly those of Values, as their type says.
  return Object.fromEntries(Object.keys(names).map((name) => [name, slot(name as never)])) as Values;
}

/** A statement's parameters in order, with every slot filled. */
export function bind<Values extends object>(
  statement: Statement<Values, unknown>,
  values: Values,
): readonly unknown[] {
  const named = new Map<string, unknown>(Object.entries(values));
  return statement.parameters.map((parameter) =>
    parameter instanceof Slot ? named.get(parameter.name) : parameter,
  );
}
