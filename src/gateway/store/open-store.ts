import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { IdSource } from "../../ports/runtime.js";
import { readCarriedKeys } from "./carried-keys.js";
import { openDatabase, type Database } from "./database.js";
import { createGroupCommit } from "./group-commit.js";
import { createRecentQueries } from "./recent-queries.js";
import { createSealer, type Sealer } from "./sealer.js";
import { sql, statement } from "./statement.js";
import { sealPlace, type StoreContext } from "./store-context.js";
import type { SealCheckTable } from "./tables.js";

const readSealChecks = statement<object>()(() => sql.selectFrom("seal_check").selectAll());

const insertSealCheck = statement<SealCheckTable>()((slot) =>
  sql.insertInto("seal_check").values({ key_id: slot("key_id"), sealed: slot("sealed") }),
);

/**
 * Opens the store's file with its key.
 *
 * Throws `CPIS_STORE_FAILED` where the file cannot be used, and `CPIS_SEAL_BROKEN` where it was sealed with another
 * key: better at start than at the first answer nobody can open.
 */
export function openStore(plan: StorePlan, ids: IdSource, planHash?: string): StoreContext {
  const database = openDatabase(plan.file);
  let sealer: Sealer;
  try {
    const own = createSealer(plan.sealingKey);
    checkSeal(database, own);
    sealer = createSealer(plan.sealingKey, readCarriedKeys(database, own));
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    sealer,
    ids,
    commits: createGroupCommit(database, () => database.sync()),
    recentQueries: createRecentQueries(database),
    stamp: planHash === undefined ? {} : { planHash },
  };
}

function checkSeal(database: Database, sealer: Sealer): void {
  const { keyId } = sealer;
  const rows = database.all(readSealChecks, {});
  const own = rows.find((row) => row.key_id === keyId);
  if (own !== undefined) {
    sealer.open(own.sealed, sealPlace.sealCheck(keyId));
    return;
  }
  if (rows.length > 0) {
    throw new CpisError("CPIS_SEAL_BROKEN", {
      detail: `The store was sealed with key ${rows[0]?.key_id ?? ""}; the configured key is ${keyId}.`,
    });
  }
  const sealed = sealer.seal(keyId, sealPlace.sealCheck(keyId));
  database.run(insertSealCheck, { key_id: keyId, sealed });
}
