import { CpisError } from "../../errors/cpis-error.js";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";

const read = statement<object>()(() => sql.selectFrom("audit_head").select("chain_id"));

/** Names this node's chain. */
export function readChainId({ database }: Pick<StoreContext, "database">): string {
  const head = database.first(read, {});
  if (head === undefined) throw new CpisError("CPIS_STORE_FAILED", { detail: "The audit has no head." });
  return head.chain_id;
}
