/** One reply as it is to go out: what it says and how its envelope lies, waits or repeats. */
export interface PlannedReply {
  /** ebXML MessageId, and id of the HL7 message inside. */
  readonly messageId: string;
  /** ebXML Action. */
  readonly action: string;
  readonly hl7: string;
  readonly delayMs: number;
  /** Of one: delivered once. Of two: a duplicate follows. */
  readonly times: 1 | 2;
  /** Waits until the reply to another query has been delivered. */
  readonly afterAnother: boolean;
  /** The envelope's answer to: what does this refer to? */
  readonly refersTo: "the-query" | "an-unknown-message" | "nothing";
  /** Party it is addressed to, where that is not the one that asked. */
  readonly toPartyKey?: string;
  /** The reply asks to be acknowledged. */
  readonly ackRequested: boolean;
  readonly syncReply: boolean;
  /** Bytes to send in place of the message. */
  readonly raw?: "huge" | "not-multipart";
}

/** A reply with nothing unusual about it. */
export function plainReply(messageId: string, action: string, hl7: string, delayMs: number): PlannedReply {
  return {
    messageId,
    action,
    hl7,
    delayMs,
    times: 1,
    afterAnother: false,
    refersTo: "the-query",
    ackRequested: false,
    // The CP-IS reply contract as seen: never acknowledged, signals on the same connection (spine-transport 5.1).
    syncReply: true,
  };
}
