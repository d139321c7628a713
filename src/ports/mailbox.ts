import type { ServiceIdentifier } from "inversify";
import type {
  InboundMeshMessage,
  MeshMailboxAddress,
  MeshMessageId,
  MeshTracking,
  OutboundMeshHead,
} from "../domain/mesh-message.js";
import type { ErrorCode } from "../errors/codes.js";
import type { CpisError } from "../errors/cpis-error.js";

/** What a mailbox holds for us. */
export interface MailboxListing {
  /** Oldest first. */
  readonly messageIds: readonly MeshMessageId[];
  /** False where a later page could not be read: what is listed is true, but there may be more. */
  readonly complete: boolean;
}

/** Why a message's bytes are not what its sender meant. Such a message is kept as it came and looked at by a person. */
export type UnreadableContent =
  /** Labelled as gzip, but it is none. The bytes are the ones that MESH sent. */
  "content-encoding";

/** A message on its way into the store. */
export interface MessageArrival {
  readonly message: InboundMeshMessage;
  readonly unreadable?: UnreadableContent;
  /**
   * The content, once, in order; empty for a report. Iterating throws when the transfer fails, and what came before is
   * then worth nothing.
   */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What became of a message that was stored. */
export type StoreDisposition =
  /** Also where its id came before with other bytes: then both are kept, because neither can be told to be the true one. */
  | "stored"
  /** The same message id with the same bytes is stored already: nothing was added. */
  | "duplicate";

/**
 * Where received messages go. Acknowledging one to MESH is a promise that its bytes survive a power cut, so
 * `store` resolves only after the whole content and the facts are durable, under the key (mailbox, message id).
 *
 * It consumes the content to its end, also for a duplicate. When the content throws, nothing is kept and the error is
 * passed on; when the store itself fails, `CPIS_STORE_FAILED` is thrown and the drain stops, because a full disk is not
 * one message's fault.
 */
export interface MessageSink {
  store(mailboxId: string, arrival: MessageArrival): Promise<StoreDisposition>;
}
export const MessageSink: ServiceIdentifier<MessageSink> = Symbol("MessageSink");

/** Content to send. It can be read again from any place, so that a chunk is repeated without holding the whole. */
export interface OutboundContent {
  readonly byteLength: number;
  /** Bytes `start` up to, not including, `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** A chunked message that was begun before: MESH has its first chunks under this id. */
export interface SendProgress {
  readonly messageId: MeshMessageId;
  /** Chunks that MESH has accepted, counted from the first. */
  readonly chunksAccepted: number;
  readonly totalChunks: number;
}

/** A message to send. The same value with `resume` continues a chunked one. */
export interface OutboundMeshMessage {
  readonly head: OutboundMeshHead;
  readonly content: OutboundContent;
  readonly resume?: SendProgress;
}

/** Makes progress durable. Awaited before the next chunk leaves. */
export type ProgressJournal = (progress: SendProgress) => Promise<void>;

/** What is known once a message was handed over, or was not. */
export type MeshSendOutcome =
  /** MESH, or the local client's folder, holds all of it. Not delivered yet, and nothing is known of CP-IS. */
  | { readonly kind: "accepted"; readonly messageId?: MeshMessageId }
  /** Looked at and refused. The same bytes will be refused again. */
  | { readonly kind: "refused"; readonly error: CpisError }
  /** Provably not accepted: sending the same message later is safe. Where chunks are held, continue with `resume`. */
  | { readonly kind: "not-sent"; readonly error: CpisError }
  /** It may have been accepted. Track it by its local id; never send it again on a guess (H-20). */
  | { readonly kind: "unknown"; readonly error: CpisError };

/** What tracking found for one of our references. */
export type TrackingResult =
  | { readonly kind: "found"; readonly tracking: MeshTracking }
  /** No message bears this reference: it was never accepted. */
  | { readonly kind: "not-found" }
  /** More than one message bears it. A person must look. */
  | { readonly kind: "several" };

/** What a message that we sent is tracked by. */
export type TrackingKey = { readonly messageId: MeshMessageId } | { readonly localId: string };

/**
 * Where MESH messages come from and go to. One implementation per mailbox technology; `src/testing/mailbox-contract.ts`
 * is what each must do. Methods reject only with a `CpisError`; an aborted `signal` is one too.
 */
export interface MeshMailbox {
  readonly mailboxId: string;
  /** Proves that the mailbox can be reached and used now: the daily handshake. */
  check(signal: AbortSignal): Promise<void>;
  /** Everything that waits, and only whole messages. */
  list(signal: AbortSignal): Promise<MailboxListing>;
  /**
   * Brings one message into the sink and returns the sink's word. Nothing is acknowledged.
   *
   * Throws `CPIS_MESH_NOT_FOUND` where the message is gone, `CPIS_MESH_INTERRUPTED` where it can be had again later.
   */
  download(messageId: MeshMessageId, sink: MessageSink, signal: AbortSignal): Promise<StoreDisposition>;
  /** Takes a message out of the mailbox for good; repeating it is harmless. Only after the sink has stored it. */
  acknowledge(messageId: MeshMessageId, signal: AbortSignal): Promise<void>;
  /** Hands a message over, at most once. Never rejects for a peer's fault; rejects when `journal` does. */
  send(message: OutboundMeshMessage, journal: ProgressJournal, signal: AbortSignal): Promise<MeshSendOutcome>;
  /** Where one of our messages is. By local id also after a crash, when no message id is known. */
  track(key: TrackingKey, signal: AbortSignal): Promise<TrackingResult>;
  /** Lets exchanges in flight finish, then closes connections. */
  close(): Promise<void>;
}
export const MeshMailbox: ServiceIdentifier<MeshMailbox> = Symbol("MeshMailbox");

/**
 * The national list of mailboxes. It serves a warning that a pinned mailbox id has changed, never a new address: where
 * children's data go is a human decision.
 */
export interface MeshDirectory {
  /** No result is an empty list: a fault of configuration, not of the network. */
  lookUp(odsCode: string, workflowId: string, signal: AbortSignal): Promise<readonly MeshMailboxAddress[]>;
}
export const MeshDirectory: ServiceIdentifier<MeshDirectory> = Symbol("MeshDirectory");

/** Remembers across restarts when a mailbox was read, so that a process that keeps restarting does not poll too often. */
export interface PollJournal {
  /** When the last reading began, and when the last one succeeded whole; milliseconds since 1970. */
  read(mailboxId: string): Promise<PollTimes>;
  begun(mailboxId: string, at: number): Promise<void>;
  succeeded(mailboxId: string, at: number): Promise<void>;
}
export const PollJournal: ServiceIdentifier<PollJournal> = Symbol("PollJournal");

/** Times of a mailbox's readings; absent where there was none. */
export interface PollTimes {
  /** The first of all: never moves, so that a mailbox that cannot be read does not look new after each restart. */
  readonly firstBegunAt?: number;
  readonly begunAt?: number;
  readonly succeededAt?: number;
}

/** A message that was listed and could not be brought in. */
export interface LeftMessage {
  readonly messageId: MeshMessageId;
  /** Why; absent where the reading ended before it was tried. */
  readonly fault?: ErrorCode;
}

/**
 * Remembers across restarts what readings left in the mailbox: MESH takes a message away after five days (R-108, H-19), and
 * a few that always fail must not stand in front of all the others.
 */
export interface WaitingLedger {
  /** The same ids, those that failed before last. */
  order(mailboxId: string, messageIds: readonly MeshMessageId[]): Promise<readonly MeshMessageId[]>;
  /** What a reading left. Where its listing was complete, everything else is known to be gone. */
  left(
    mailboxId: string,
    messages: readonly LeftMessage[],
    listing: Pick<MailboxListing, "complete">,
  ): Promise<void>;
}
