import type { InboundMeshMessage } from "../domain/mesh-message.js";
import type { MessageArrival, MessageSink, StoreDisposition } from "../ports/mailbox.js";

/** What a memory sink holds of one message. */
export interface StoredArrival {
  readonly mailboxId: string;
  readonly message: InboundMeshMessage;
  readonly unreadable?: MessageArrival["unreadable"];
  readonly bytes: Uint8Array;
}

/** A sink for tests that can be looked into. */
export interface MemorySink extends MessageSink {
  stored(): readonly StoredArrival[];
}

/** A sink that holds messages in memory, under (mailbox, message id) as the port demands. */
export function createMemorySink(): MemorySink {
  const held = new Map<string, StoredArrival>();
  return {
    stored: () => [...held.values()],
    store: async (mailboxId, { message, unreadable, content }): Promise<StoreDisposition> => {
      const bytes = await readAll(content);
      const key = `${mailboxId} ${message.messageId}`;
      if (held.has(key)) return "duplicate";
      held.set(key, { mailboxId, message, bytes, ...(unreadable === undefined ? {} : { unreadable }) });
      return "stored";
    },
  };
}

async function readAll(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
