import type { StoreContext } from "../../src/gateway/store/store-context.js";
import { neverChangedTables, sealedColumns } from "../../src/gateway/store/sealed-columns.js";
import { keyIdOf } from "../../src/gateway/store/sealer.js";

/** What a store's sealed values say, by table and column, and with which keys those of changeable rows are sealed. */
export interface SealedContents {
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly keyIds: readonly string[];
}

/** Opens every sealed value of a store; one that does not open fails the test. */
export function readSealed({ database, sealer }: StoreContext): SealedContents {
  const keyIds = new Set<string>();
  const values = sealedColumns.map(({ table, column, key, place }) => {
    const text = `select ${[...key, `${column} as sealed`].join(", ")} from ${table} where ${column} is not null order by ${key.join(", ")}`;
    const rows: readonly (Record<string, unknown> & { readonly sealed: Uint8Array })[] = database.all(
      { text, parameters: [] },
      {},
    );
    return [
      `${table}.${column}`,
      rows.map((row) => {
        if (!neverChangedTables.has(table)) keyIds.add(keyIdOf(row.sealed));
        return sealer.open(row.sealed, place(row));
      }),
    ] as const;
  });
  return { values: Object.fromEntries(values), keyIds: [...keyIds] };
}
