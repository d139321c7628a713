import type { ServiceIdentifier } from "inversify";
import type { InactiveNumber } from "../domain/inactive-number.js";
import type { InboundMeshMessage, MeshMessageId } from "../domain/mesh-message.js";
import type { PlacedOpening } from "../domain/notification.js";
import type { RouteTarget, RoutingHop } from "../domain/notice-routing.js";
import type { AuditEntry } from "./audit.js";
import type { MessageSink, PollJournal } from "./mailbox.js";

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
  /** It cannot be understood: its bytes are kept, and a person is told. */
  | "quarantined";

/** A stored message with its bytes. */
export interface StoredMessage extends MessageKey {
  readonly message: InboundMeshMessage;
  readonly receivedAt: number;
  readonly unreadable: boolean;
}

/** What the mailbox holds and held, in numbers. */
export interface MailboxCounts {
  readonly unprocessed: number;
  readonly quarantined: number;
}

/** Durable storage of what the mailbox brought, bytes included, under (mailbox, message id); also the poller's memory. */
export interface MailboxStore extends MessageSink, PollJournal {
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
  readonly openings: readonly StoredOpening[];
  readonly events: readonly { readonly episodeId: string; readonly event: EpisodeEvent }[];
  readonly inactiveNumbers: readonly StoredInactiveNumber[];
  readonly audit: readonly AuditEntry[];
}

/** Notices and what was done about them. */
export interface NoticeStore {
  arrive(arrival: NoticeArrival, at: number): Promise<void>;
  openings(): Promise<readonly StoredOpening[]>;
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
