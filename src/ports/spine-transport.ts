import type { ServiceIdentifier } from "inversify";

/** A query ready for the wire. The same bytes and MessageId are re-sent on a retry; nothing is ever rebuilt. */
export interface OutboundQuery {
  /** ebXML MessageId, equal to the HL7 id; upper-case UUID. */
  readonly messageId: string;
  readonly conversationId: string;
  readonly contentType: string;
  readonly soapAction: string;
  readonly body: Uint8Array;
}

/** What is known once the HTTP exchange (and any retries the contract asks for) is over (spine-transport 6.1). */
export type SendOutcome =
  /** Accepted for processing. Not an answer. */
  | { readonly kind: "accepted"; readonly attempts: number }
  /** Refused by the messaging layer, by TLS policy or with a status that retrying cannot mend. */
  | {
      readonly kind: "rejected";
      readonly layer: "ebxml" | "fault" | "http" | "tls";
      readonly codes: readonly string[];
      readonly attempts: number;
    }
  /** No byte of the request left this machine, in any attempt. */
  | { readonly kind: "not-sent"; readonly attempts: number }
  /** It may have been processed. The reply, if there is one, still comes to the listener. */
  | { readonly kind: "unknown"; readonly attempts: number };

/** Sends queries to Spine, retrying exactly as the contract says and never otherwise. Never rejects for a peer's fault. */
export interface SpineTransport {
  /**
   * `signal` cancels waiting retries (the reply has come), never an exchange in flight. `mayLeave` is asked right before
   * the first byte of every attempt: once it says no, nothing more of this query leaves (H-04).
   */
  send(query: OutboundQuery, signal: AbortSignal, mayLeave?: () => boolean): Promise<SendOutcome>;
}
export const SpineTransport: ServiceIdentifier<SpineTransport> = Symbol("SpineTransport");

/** A reply as the listener received it: envelope read and checked, HL7 payload still text. */
export interface InboundReply {
  readonly messageId: string;
  readonly refToMessageId?: string;
  readonly conversationId: string;
  readonly fromPartyKey: string;
  /** ebXML Action, for example `REPC_IN000007GB01`. */
  readonly action: string;
  readonly hl7: string;
}

/** What became of a reply that was handed over. In every case it is durable before this is known. */
export type ReplyDisposition =
  /** It belongs to a known query. */
  | "correlated"
  /** Seen before: acknowledge exactly as then, deliver nothing. */
  | "duplicate"
  /** Nobody asked for it: quarantined and alarmed, never shown. */
  | "unknown";

/** Where the listener puts replies. Resolves only after the reply is stored sealed: acknowledge after that, never before. */
export interface ReplyInbox {
  accept(reply: InboundReply): Promise<ReplyDisposition>;
  /** An ebXML Acknowledgment or MessageError that arrived as its own POST. */
  acceptSignal(signal: {
    readonly kind: "acknowledgment" | "message-error";
    readonly refToMessageId: string;
    readonly codes: readonly string[];
  }): Promise<void>;
}
export const ReplyInbox: ServiceIdentifier<ReplyInbox> = Symbol("ReplyInbox");
