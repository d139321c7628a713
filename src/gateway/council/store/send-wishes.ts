import type { SendWish, UploadStore } from "../../../ports/upload-store.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type { SendWishTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";

const readRevision = statement<object>()(() => sql.selectFrom("council_revision").select("value"));
const allWishes = statement<object>()(() => sql.selectFrom("send_wish").selectAll());
const saveWish = statement<SendWishTable>()((slot) =>
  sql
    .insertInto("send_wish")
    .values({ local_id: slot("local_id"), asked_at: slot("asked_at") })
    .onConflict((conflict) => conflict.column("local_id").doNothing()),
);
const removeWish = statement<SendWishTable>()((slot) =>
  sql
    .deleteFrom("send_wish")
    .where("local_id", "=", slot("local_id"))
    .where("asked_at", "=", slot("asked_at")),
);

/** What somebody wants to go into the next file, and the number that every change of the council's tables raises. */
export function createSendWishes({
  commits,
  database,
  ...context
}: StoreContext): Pick<UploadStore, "revision" | "wishes" | "wish"> {
  return {
    revision: async () => {
      await Promise.resolve();
      return database.first(readRevision, {})?.value ?? 0;
    },
    wishes: async () => {
      await Promise.resolve();
      return database
        .all(allWishes, {})
        .map(({ local_id: localId, asked_at: askedAt }) => ({ localId, askedAt }));
    },
    wish: ({ localId, askedAt }, audit) =>
      commits.write(() => {
        if (database.run(saveWish, { local_id: localId, asked_at: askedAt }) === 0) return;
        insertAudit({ commits, database, ...context }, audit);
      }),
  };
}

/** Inside the transaction that opens the file: a wish of a later moment stays. */
export function removeWishes({ database }: StoreContext, wishes: readonly SendWish[]): void {
  for (const { localId, askedAt } of wishes) {
    database.run(removeWish, { local_id: localId, asked_at: askedAt });
  }
}
