import type { Database } from "./database.js";
import type { CarriedKeys, Sealer } from "./sealer.js";
import { sql, statement } from "./statement.js";
import { sealPlace } from "./store-context.js";
import type { CarriedKeyTable } from "./tables.js";

const readCarried = statement<object>()<CarriedKeyTable>(() => sql.selectFrom("carried_key").selectAll());

/** The keys that earlier rotations have carried on in this store; none where there was no rotation. */
export function readCarriedKeys(database: Pick<Database, "all">, sealer: Pick<Sealer, "open">): CarriedKeys {
  const keys = database.all(readCarried, {}).map(({ purpose, key_id, sealed }) => ({
    purpose,
    keyId: key_id,
    key: Buffer.from(sealer.open(sealed, sealPlace.carriedKey(purpose, key_id)), "base64"),
  }));
  const compare = keys.find(({ purpose }) => purpose === "compare");
  return {
    open: new Map(keys.filter(({ purpose }) => purpose === "open").map(({ keyId, key }) => [keyId, key])),
    ...(compare === undefined ? {} : { compare: compare.key }),
  };
}
