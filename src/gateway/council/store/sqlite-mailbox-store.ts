import { createHash } from "node:crypto";
import { CpisError } from "../../../errors/cpis-error.js";
import type { MessageArrival, PollTimes, StoreDisposition } from "../../../ports/mailbox.js";
import type { MailboxStore, MessageKey, StoredMessage } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { MailboxMessageTable } from "../../store/council-tables.js";
import type { StoreContext } from "../../store/store-context.js";
import * as rows from "./mailbox-rows.js";
import { councilPlace, openJson, piecePlace, sealJson } from "./seal-json.js";

/**
 * What the mailbox brought, in the store's own file.
 *
 * Content is written piece by piece before its message, so that memory does not grow with a file; only the message's row makes
 * it count, and that row is durable before anything is acknowledged to MESH (R-109, H-19).
 */
export function createSqliteMailboxStore(context: StoreContext, clock: Clock): MailboxStore {
  const { commits, database } = context;
  const read = async <T>(job: () => T): Promise<T> => {
    await Promise.resolve();
    return job();
  };
  const saveTimes = (mailboxId: string, change: PollTimes): Promise<void> =>
    commits.write(() => {
      const known = database.first(rows.oneReading, { mailboxId });
      database.run(rows.saveReading, {
        mailbox_id: mailboxId,
        begun_at: change.begunAt ?? known?.begun_at ?? null,
        succeeded_at: change.succeededAt ?? known?.succeeded_at ?? null,
      });
    });
  return {
    store: (mailboxId, arrival) => store(context, clock, mailboxId, arrival),
    unprocessed: () =>
      read(() => database.all(rows.unprocessedMessages, {}).map((row) => toStored(context, row))),
    content: (key) => read(() => content(context, key)),
    conclude: (key, disposition, reason, at) =>
      commits.write(() => rows.concludeMessage(context, key, disposition, reason, at)),
    tidy: () => commits.write(() => void database.run(rows.removeOrphans, {})),
    counts: () =>
      read(() => ({
        unprocessed: database.all(rows.unprocessedMessages, {}).length,
        quarantined: database.first(rows.quarantinedMessages, {})?.count ?? 0,
      })),
    read: (mailboxId) => read(() => toTimes(database.first(rows.oneReading, { mailboxId }))),
    begun: (mailboxId, at) => saveTimes(mailboxId, { begunAt: at }),
    succeeded: (mailboxId, at) => saveTimes(mailboxId, { succeededAt: at }),
  };
}

function toTimes(row: { begun_at: number | null; succeeded_at: number | null } | undefined): PollTimes {
  const { begun_at: begunAt, succeeded_at: succeededAt } = row ?? { begun_at: null, succeeded_at: null };
  return {
    ...(begunAt === null ? {} : { begunAt }),
    ...(succeededAt === null ? {} : { succeededAt }),
  };
}

async function store(
  context: StoreContext,
  clock: Clock,
  mailboxId: string,
  arrival: MessageArrival,
): Promise<StoreDisposition> {
  const { commits, database, ids } = context;
  const contentId = ids.uuid();
  const hash = createHash("sha256");
  let position = 0;
  for await (const piece of arrival.content) {
    hash.update(piece);
    const place = piecePlace(contentId, position);
    const sealed = context.sealer.seal(Buffer.from(piece).toString("base64"), place);
    const row = { content_id: contentId, position, sealed_piece: sealed };
    await commits.write(() => void database.run(rows.insertPiece, row));
    position += 1;
  }
  const { message, unreadable } = arrival;
  const { messageId } = message;
  return commits.write((): StoreDisposition => {
    if (database.first(rows.oneMessage, { mailboxId, messageId }) !== undefined) {
      database.run(rows.removePieces, { contentId });
      return "duplicate";
    }
    database.run(rows.insertMessage, {
      mailbox_id: mailboxId,
      message_id: messageId,
      received_at: clock.now(),
      sealed_message: sealJson(context, message, councilPlace.mailboxMessage(mailboxId, messageId)),
      unreadable: unreadable ?? null,
      content_id: contentId,
      content_hash: hash.digest("hex"),
    });
    return "stored";
  });
}

function toStored(context: StoreContext, row: MailboxMessageTable): StoredMessage {
  const { mailbox_id: mailboxId, message_id: messageId } = row;
  const place = councilPlace.mailboxMessage(mailboxId, messageId);
  return {
    mailboxId,
    messageId,
    message: openJson(context, row.sealed_message, place),
    receivedAt: row.received_at,
    unreadable: row.unreadable !== null,
  };
}

function content(context: StoreContext, { mailboxId, messageId }: MessageKey): Uint8Array {
  const row = context.database.first(rows.oneMessage, { mailboxId, messageId });
  if (row === undefined) throw new CpisError("CPIS_STORE_FAILED");
  const pieces = context.database.all(rows.piecesOf, { contentId: row.content_id });
  return Buffer.concat(
    pieces.map(({ position, sealed_piece }) => {
      const place = piecePlace(row.content_id, position);
      return Buffer.from(context.sealer.open(sealed_piece, place), "base64");
    }),
  );
}
