import { concatMap, from, lastValueFrom, reduce, takeWhile } from "rxjs";
import type { MeshMessageId } from "../domain/mesh-message.js";
import type { ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";
import type {
  LeftMessage,
  MailboxListing,
  MeshMailbox,
  MessageSink,
  UnreadableContent,
  WaitingLedger,
} from "../ports/mailbox.js";
import type { Logger } from "../ports/runtime.js";
import type { Telemetry } from "../ports/telemetry.js";

/** What a drain works with. */
export interface DrainInputs {
  readonly mailbox: Pick<MeshMailbox, "mailboxId" | "list" | "download" | "acknowledge">;
  readonly sink: MessageSink;
  /** Remembers what is left; without one every reading is the first. */
  readonly ledger?: WaitingLedger;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/** What one reading of a mailbox came to. */
export interface DrainReport {
  readonly listed: number;
  readonly stored: number;
  /** Seen before, because an acknowledgement was lost. */
  readonly duplicates: number;
  /** Stored as they came, because their content cannot be decoded. Counted in `stored` or `duplicates` too. */
  readonly unreadable: number;
  /** Listed, but not there any more. */
  readonly gone: number;
  /** Left in the mailbox for the next reading. */
  readonly left: number;
  /** Stored, but MESH does not know it yet: they come again and are duplicates then. */
  readonly unacknowledged: number;
  /** Everything that waits was listed. */
  readonly complete: boolean;
  /** Why the rest was not tried. */
  readonly stoppedBy?: ErrorCode;
}

type Tally = { -readonly [Name in keyof DrainReport]: DrainReport[Name] };

interface Collected {
  readonly messageId: MeshMessageId;
  readonly outcome: "stored" | "duplicates" | "gone" | "left";
  readonly unreadable?: boolean;
  readonly acknowledged?: boolean;
  readonly error?: CpisError;
}

// After so many in a row the fault is not the messages'.
const failuresInARow = 5;

/**
 * Empties a mailbox: list, then for each message download, store, acknowledge, one after the other and strictly in this
 * order, so that a power cut at any point loses nothing (R-109, H-19).
 *
 * A message that fails stays where it is and the rest goes on; at the next reading it comes last, so that a few that always
 * fail do not let the others expire. The drain stops when the store fails, because nothing may be acknowledged then, and when
 * MESH as a whole is out of reach. Rejects only when the listing itself fails, or the ledger.
 */
export async function drainMailbox(inputs: DrainInputs, signal: AbortSignal): Promise<DrainReport> {
  const listing = await inputs.mailbox.list(signal);
  const ordered = await orderOf(inputs, listing);
  const tally: Tally = {
    listed: ordered.length,
    stored: 0,
    duplicates: 0,
    unreadable: 0,
    gone: 0,
    left: 0,
    unacknowledged: 0,
    complete: listing.complete,
  };
  const left = new Map<MeshMessageId, LeftMessage>(ordered.map((messageId) => [messageId, { messageId }]));
  let inARow = 0;
  const mayGoOn = ({ messageId, outcome, error }: Collected): boolean => {
    if (outcome !== "left") left.delete(messageId);
    else if (error !== undefined) left.set(messageId, { messageId, fault: error.code });
    inARow = error?.category === "unavailable" ? inARow + 1 : 0;
    const stop = error !== undefined && (stopsEverything(error) || inARow >= failuresInARow);
    if (stop) tally.stoppedBy = error.code;
    return !stop && !signal.aborted;
  };
  const report = await lastValueFrom(
    from(ordered).pipe(
      concatMap((messageId) => collect(inputs, messageId, signal)),
      takeWhile(mayGoOn, true),
      reduce(count, tally),
    ),
  );
  await inputs.ledger?.left(inputs.mailbox.mailboxId, [...left.values()], listing);
  return report;
}

async function orderOf(
  { ledger, mailbox }: DrainInputs,
  { messageIds }: MailboxListing,
): Promise<readonly MeshMessageId[]> {
  return ledger === undefined ? messageIds : ledger.order(mailbox.mailboxId, messageIds);
}

function count(tally: Tally, collected: Collected): Tally {
  tally[collected.outcome] += 1;
  if (collected.unreadable === true) tally.unreadable += 1;
  if (collected.acknowledged === false) tally.unacknowledged += 1;
  return tally;
}

function stopsEverything(error: CpisError): boolean {
  return (
    error.category === "not-permitted" ||
    error.category === "internal" ||
    error.code === "CPIS_MESH_UNREACHABLE" ||
    error.code === "CPIS_CERTIFICATE_UNUSABLE"
  );
}

async function collect(
  inputs: DrainInputs,
  messageId: MeshMessageId,
  signal: AbortSignal,
): Promise<Collected> {
  const { mailbox, sink } = inputs;
  const seen = new Set<UnreadableContent>();
  const watched: MessageSink = {
    store: (mailboxId, arrival) => {
      if (arrival.unreadable !== undefined) seen.add(arrival.unreadable);
      return sink.store(mailboxId, arrival);
    },
  };
  try {
    const disposition = await mailbox.download(messageId, watched, signal);
    const unreadable = seen.size > 0;
    if (unreadable) sayUnreadable(inputs, messageId);
    const acknowledged = await acknowledge(inputs, messageId, signal);
    const outcome = disposition === "stored" ? "stored" : "duplicates";
    return { messageId, outcome, unreadable, ...acknowledged };
  } catch (thrown) {
    return sayLeft(inputs, messageId, toCpisError(thrown));
  }
}

async function acknowledge(
  { mailbox, logger }: DrainInputs,
  messageId: MeshMessageId,
  signal: AbortSignal,
): Promise<Pick<Collected, "acknowledged" | "error">> {
  try {
    await mailbox.acknowledge(messageId, signal);
    return { acknowledged: true };
  } catch (thrown) {
    const error = toCpisError(thrown);
    // Gone means that it was acknowledged before, or has expired: either way it is stored here.
    if (error.code === "CPIS_MESH_NOT_FOUND") return { acknowledged: true };
    logger.warn("message stored but not acknowledged to MESH", { messageId, code: error.code });
    return { acknowledged: false, error };
  }
}

function sayUnreadable({ logger, telemetry }: DrainInputs, messageId: MeshMessageId): void {
  logger.error("message kept as it came, its content cannot be decoded", { messageId });
  telemetry.alarm("mesh-message-unreadable", { messageId });
}

function sayLeft({ logger, telemetry }: DrainInputs, messageId: MeshMessageId, error: CpisError): Collected {
  const fields = { messageId, code: error.code };
  if (error.code === "CPIS_MESH_NOT_FOUND") {
    logger.warn("listed message is not there any more", fields);
    return { messageId, outcome: "gone" };
  }
  logger.error("message left in the mailbox", fields);
  if (error.code === "CPIS_STORE_FAILED") telemetry.alarm("store-failed", fields);
  else if (error.category !== "unavailable") telemetry.alarm("mesh-message-stuck", fields);
  return { messageId, outcome: "left", error };
}

function toCpisError(thrown: unknown): CpisError {
  return thrown instanceof CpisError ? thrown : new CpisError("CPIS_INTERNAL", { cause: thrown });
}
