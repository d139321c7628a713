import { createHash } from "node:crypto";
import { CpisError } from "../../../errors/cpis-error.js";
import type { MessageArrival, PollTimes, StoreDisposition } from "../../../ports/mailbox.js";
import type {
  MailboxStore,
  MessageKey,
  SetAsideMessage,
  StoredMessage,
  UnusableMessage,
} from "../../../ports/notice-store.js";
import type { DamagedRow } from "../../../ports/damaged-row.js";
import type { Clock } from "../../../ports/runtime.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type { MailboxMessageTable, MailboxReadingTable } from "../../store/council-tables.js";
import { present, type StoreContext } from "../../store/store-context.js";
import * as rows from "./mailbox-rows.js";
import { damageLog } from "./damage-log.js";
import { councilPlace, openJson, piecePlace, sealJson } from "./seal-json.js";
import { createWaitingLedger } from "./waiting-ledger.js";

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
        first_begun_at: known?.first_begun_at ?? known?.begun_at ?? change.begunAt ?? null,
      });
    });
  return {
    ...createWaitingLedger(context, clock),
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
    setAside: () =>
      read(() => database.all(rows.setAsideMessages, {}).map((row) => toSetAside(context, row))),
    dealWith: (key, dealing, at, audit) =>
      commits.write(() => {
        const sealed = sealJson(context, dealing, councilPlace.messageDealing(key.mailboxId, key.messageId));
        const { mailboxId, messageId } = key;
        if (database.run(rows.dealWith, { mailboxId, messageId, at, sealed }) === 0) return false;
        insertAudit(context, audit);
        return true;
      }),
    notificationTimes: () =>
      read(() => database.all(rows.notificationTimes, {}).map(({ received_at }) => received_at)),
    read: (mailboxId) => read(() => toTimes(database.first(rows.oneReading, { mailboxId }))),
    begun: (mailboxId, at) => saveTimes(mailboxId, { begunAt: at }),
    succeeded: (mailboxId, at) => saveTimes(mailboxId, { succeededAt: at }),
  };
}

function toTimes(row: MailboxReadingTable | undefined): PollTimes {
  return present<PollTimes>({
    firstBegunAt: row?.first_begun_at ?? row?.begun_at ?? undefined,
    begunAt: row?.begun_at ?? undefined,
    succeededAt: row?.succeeded_at ?? undefined,
  });
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
  const contentHash = hash.digest("hex");
  return commits.write((): StoreDisposition => {
    const place = placeFor(context, { mailboxId, messageId }, contentHash, unreadable);
    if (place === "duplicate") {
      database.run(rows.removePieces, { contentId });
      return "duplicate";
    }
    database.run(rows.insertMessage, {
      mailbox_id: mailboxId,
      message_id: place.messageId,
      received_at: clock.now(),
      sealed_message: sealJson(context, message, councilPlace.mailboxMessage(mailboxId, place.messageId)),
      unreadable: place.unusable ?? null,
      content_id: contentId,
      content_hash: contentHash,
    });
    return "stored";
  });
}

/**
 * Under which id an arrival is kept. One whose id came before with other bytes is kept beside the first, under an id made of both,
 * so that the same bytes a third time are a duplicate again.
 */
function placeFor(
  { database }: StoreContext,
  { mailboxId, messageId }: MessageKey,
  contentHash: string,
  unreadable: UnusableMessage | undefined,
): "duplicate" | { readonly messageId: string; readonly unusable: UnusableMessage | undefined } {
  const first = database.first(rows.oneMessage, { mailboxId, messageId });
  if (first === undefined) return { messageId, unusable: unreadable };
  if (first.content_hash === contentHash) return "duplicate";
  const other = `${messageId}.${contentHash.slice(0, 16)}`;
  if (database.first(rows.oneMessage, { mailboxId, messageId: other }) !== undefined) return "duplicate";
  // The first could not be decoded and this one could: nothing is in doubt.
  const mended =
    first.unreadable === ("content-encoding" satisfies UnusableMessage) && unreadable === undefined;
  return { messageId: other, unusable: mended ? undefined : "id-with-other-bytes" };
}

function toStored(context: StoreContext, row: MailboxMessageTable): StoredMessage {
  const { mailbox_id: mailboxId, message_id: messageId } = row;
  const place = councilPlace.mailboxMessage(mailboxId, messageId);
  const damaged: DamagedRow = { place: "message", key: messageId, receivedAt: row.received_at };
  const message = damageLog(context).open(row.sealed_message, place, damaged);
  const common = { mailboxId, messageId, receivedAt: row.received_at };
  // What MESH said of it is lost; its bytes have seals of their own, and a person may still read them.
  if (message === undefined)
    return {
      ...common,
      message: { kind: "data", messageId, compressed: false, encrypted: false, received: {} },
      unusable: "row-damaged",
    };
  return {
    ...common,
    message,
    ...(row.unreadable === null ? {} : { unusable: row.unreadable as UnusableMessage }),
  };
}

function toSetAside(context: StoreContext, row: MailboxMessageTable): SetAsideMessage {
  const { mailbox_id: mailboxId, message_id: messageId, sealed_dealing: sealed, dealt_with_at: at } = row;
  const dealing =
    sealed === null || at === null
      ? {}
      : {
          dealtWith: { ...openJson(context, sealed, councilPlace.messageDealing(mailboxId, messageId)), at },
        };
  return { ...toStored(context, row), reason: row.reason ?? "", ...dealing };
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
