import type { ServiceIdentifier } from "inversify";
import type { InactiveNumber } from "../domain/inactive-number.js";
import type { InboundMeshMessage, MeshMessageId } from "../domain/mesh-message.js";
import type { PlacedOpening } from "../domain/notification.js";
import type { RouteTarget, RoutingHop } from "../domain/notice-routing.js";
import type { ErrorCode } from "../errors/codes.js";
import type { AuditEntry } from "./audit.js";
import type { LeftMessage, MessageSink, PollJournal, UnreadableContent, WaitingLedger } from "./mailbox.js";

/** A message of the mailbox, by its key. */
export interface MessageKey {
  readonly mailboxId: string;
  readonly messageId: MeshMessageId;
}

/** What a stored message turned out to be. */
export type MessageDisposition =
  | "upload-answer"
  | "repeated-answer"
  | "access-notification"
  | "empty-notification"
  | "inactive-numbers"
  | "report"
  /** It cannot be understood, or fits nobody: its bytes are kept, and a person is told. */
  | "quarantined";

/** Why a stored message is not even looked into. */
export type UnusableMessage =
  | UnreadableContent
  /** Its id came before with other bytes. Both are kept; which of them is meant is for a person to find out. */
  | "id-with-other-bytes"
  /** What MESH said of it cannot be opened any more. */
  | "row-damaged";

/** A stored message. */
export interface StoredMessage extends MessageKey {
  readonly message: InboundMeshMessage;
  readonly receivedAt: number;
  readonly unusable?: UnusableMessage;
}

/** What a person says who has dealt with a message that was set aside. */
export interface MessageDealing {
  readonly by: string;
  readonly reason: string;
}

/** A message that was set aside with its bytes. */
export interface SetAsideMessage extends StoredMessage {
  /** Why, as a code of this product. */
  readonly reason: string;
  readonly dealtWith?: MessageDealing & { readonly at: number };
}

/** A message that the last reading left in the mailbox. */
export interface WaitingMessage extends LeftMessage {
  /** The earliest moment at which it can have come. */
  readonly since: number;
  /** How often it failed in a row. */
  readonly failures: number;
  /** Somebody was told that it is near its expiry. */
  readonly alarmed: boolean;
}

/** What the mailbox holds and held, in numbers. */
export interface MailboxCounts {
  readonly unprocessed: number;
  /** Set aside, and nobody has dealt with them. */
  readonly quarantined: number;
}

/** Durable storage of what the mailbox brought, bytes included, under (mailbox, message id); also the poller's memory. */
export interface MailboxStore extends MessageSink, PollJournal, WaitingLedger {
  /** Oldest first. */
  unprocessed(): Promise<readonly StoredMessage[]>;
  content(key: MessageKey): Promise<Uint8Array>;
  conclude(
    key: MessageKey,
    disposition: MessageDisposition,
    reason: string | undefined,
    at: number,
  ): Promise<void>;
  counts(): Promise<MailboxCounts>;
  /** Everything that was ever set aside, newest first. */
  setAside(): Promise<readonly SetAsideMessage[]>;
  /** Marks a message that was set aside as dealt with; false where there is none, or somebody has done so before. */
  dealWith(key: MessageKey, dealing: MessageDealing, at: number, audit: AuditEntry): Promise<boolean>;
  /** When access notifications came, oldest first; empty ones too, because they prove that the way is open. */
  notificationTimes(): Promise<readonly number[]>;
  /** Oldest first. */
  waiting(mailboxId: string): Promise<readonly WaitingMessage[]>;
  /** Remembers that somebody was told of these, so that nobody is told again after a restart. */
  alarmed(mailboxId: string, messageIds: readonly MeshMessageId[], at: number): Promise<void>;
  /** Removes what a broken transfer or a power cut left of messages that never became whole. Only while nothing is received. */
  tidy(): Promise<void>;
}
export const MailboxStore: ServiceIdentifier<MailboxStore> = Symbol("MailboxStore");

/** One thing that happened to an episode. Never changed, never removed. */
export type EpisodeEvent =
  | {
      readonly kind: "routed";
      readonly at: number;
      readonly to: RouteTarget;
      readonly why: RoutingHop["why"];
      /** The worker it went to was away that day (H-18). */
      readonly away?: true;
    }
  | { readonly kind: "taken"; readonly at: number; readonly by: string; readonly byId: string }
  | {
      readonly kind: "noted";
      readonly at: number;
      readonly by: string;
      readonly byId: string;
      readonly text: string;
    }
  | { readonly kind: "finished"; readonly at: number; readonly by: string; readonly byId: string };

/** An opening that is kept. */
export interface StoredOpening {
  /** What identifies it: the query about its child. */
  readonly key: string;
  readonly placed: PlacedOpening;
  readonly receivedAt: number;
}

/** A closed number that was reported. */
export interface StoredInactiveNumber {
  readonly notice: InactiveNumber;
  readonly receivedAt: number;
}

/** What one message adds, in one transaction with its own conclusion. */
export interface NoticeArrival {
  readonly message: MessageKey;
  readonly disposition: MessageDisposition;
  /** Why it is set aside. */
  readonly reason?: ErrorCode;
  readonly openings: readonly StoredOpening[];
  readonly events: readonly { readonly episodeId: string; readonly event: EpisodeEvent }[];
  readonly inactiveNumbers: readonly StoredInactiveNumber[];
  readonly audit: readonly AuditEntry[];
}

/** Notices and what was done about them. */
export interface NoticeStore {
  arrive(arrival: NoticeArrival, at: number): Promise<void>;
  /** The same list until another opening comes. */
  openings(): Promise<readonly StoredOpening[]>;
  /** Those of the keys under which an opening is stored. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** By episode, oldest first. */
  events(): Promise<ReadonlyMap<string, readonly EpisodeEvent[]>>;
  /** `expected` is how many events the caller has seen: where there are more, nothing is added and the answer is false. */
  append(
    episodeId: string,
    events: readonly EpisodeEvent[],
    expected: number,
    audit: readonly AuditEntry[],
  ): Promise<boolean>;
  inactiveNumbers(): Promise<readonly StoredInactiveNumber[]>;
  /** An opaque name of an episode, safe in an address: the domain's own id may hold an NHS number. */
  episodeName(domainId: string): string;
}
export const NoticeStore: ServiceIdentifier<NoticeStore> = Symbol("NoticeStore");
