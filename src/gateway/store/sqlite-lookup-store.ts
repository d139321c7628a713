import type { LookupStore } from "../../ports/lookup-store.js";
import { auditOnce } from "./audit-once.js";
import { recordDisplay } from "./display-events.js";
import { openLookup } from "./open-lookup.js";
import {
  readBrokenQueries,
  readLookup,
  readLookupAccess,
  readPendingQueries,
  readQueryRow,
  toPendingQuery,
} from "./read-lookup.js";
import { acceptReply, unprocessedReplies } from "./replies.js";
import { settle } from "./settle.js";
import { sql, statement } from "./statement.js";
import type { StoreContext } from "./store-context.js";
import { sweep } from "./sweep.js";

const markAccepted = statement<{ at: number; messageId: string }>()((slot) =>
  sql
    .updateTable("query")
    .set({ accepted_at: slot("at") })
    .where("message_id", "=", slot("messageId")),
);

// A transaction that changes nothing writes nothing, and succeeds on a full disk.
const touch = statement<object>()(() =>
  sql.updateTable("seal_check").set((row) => ({ key_id: row.ref("key_id") })),
);

/**
 * The lookup store in one SQLite file, for one gateway process. Reads need no transaction of their own: writes happen
 * in whole groups between them.
 */
export function createSqliteLookupStore(context: StoreContext): LookupStore {
  const { commits, database } = context;
  return {
    open: (request) => commits.write(() => openLookup(context, request)),
    find: (lookupId) => read(() => readLookup(context, lookupId)),
    findAccess: (lookupId) => read(() => readLookupAccess(context, lookupId)),
    findQuery: (messageId) =>
      read(() => {
        const row = readQueryRow(context, messageId);
        return row === undefined ? undefined : toPendingQuery(context, row);
      }),
    pendingQueries: () => read(() => readPendingQueries(context)),
    brokenQueries: () => read(() => readBrokenQueries(context)),
    markAccepted: (messageId, at) =>
      commits.write(() => {
        database.run(markAccepted, { at, messageId });
      }),
    settle: (settlement) => commits.write(() => settle(context, settlement)),
    auditOnce: (entry) => commits.write(() => auditOnce(context, entry)),
    acceptReply: (reply, at, rememberMs) => commits.write(() => acceptReply(context, reply, at, rememberMs)),
    unprocessedReplies: () => read(() => unprocessedReplies(context)),
    recordDisplay: (lookupId, events, audit) =>
      commits.write(() => recordDisplay(context, lookupId, events, audit)),
    async sweep(limits) {
      const erased = await commits.write(() => sweep(context, limits));
      // What was erased, here or since the last sweep, still stands in the log. Transactions begin and end without
      // giving way, so none is open now.
      database.emptyLog();
      return erased;
    },
    isWritable: () =>
      commits
        .write(() => database.run(touch, {}))
        .then(
          () => true,
          () => false,
        ),
    close: async () => {
      await commits.drain();
      database.close();
    },
  };
}

// A fault inside becomes a rejection, as every caller of an asynchronous port expects.
function read<T>(job: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(job());
  });
}
