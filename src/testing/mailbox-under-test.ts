/** What the mailbox contract needs of whoever runs it. */
import type { MeshMessageId } from "../domain/mesh-message.js";
import type { MeshMailbox, OutboundContent, OutboundMeshMessage } from "../ports/mailbox.js";

/** A file for the mailbox under test, as somebody else sends it. */
export interface PeerFile {
  readonly workflowId: string;
  readonly content: Uint8Array;
  readonly localId?: string;
  readonly fileName?: string;
  readonly subject?: string;
}

/** A report about a message that the mailbox under test sent. */
export interface PeerReport {
  readonly workflowId: string;
  readonly localId: string;
  readonly event: string;
  readonly code: string;
  readonly description: string;
}

/** The other end, outside the mailbox under test. */
export interface MailboxPeer {
  /** Sends a file; resolves with its message id once it can be listed. */
  deliver(file: PeerFile): Promise<MeshMessageId>;
  report(report: PeerReport): Promise<MeshMessageId>;
  /** Everything that reached the recipient, in order. */
  received(): Promise<readonly PeerFile[]>;
}

/** A mailbox with its peer. */
export interface MailboxUnderTest {
  readonly mailbox: MeshMailbox;
  readonly peer: MailboxPeer;
  /** A mailbox id that may be written to, with workflow `CPIS_UPLOAD`. */
  readonly recipient: string;
  /** Lets so much time pass that the mailbox may be read again. */
  letTimePass(): Promise<void>;
}

/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal;

/** A progress journal that forgets. */
export const noJournal = (): Promise<void> => Promise.resolve();

/** Content that is in memory. */
export function bytesOf(bytes: Uint8Array): OutboundContent {
  return {
    byteLength: bytes.byteLength,
    async *read(start, end) {
      await Promise.resolve();
      yield bytes.subarray(start, end);
    },
  };
}

/** A message for the recipient. */
export function outbound(to: string, localId: string, content: Uint8Array): OutboundMeshMessage {
  return { head: { to, workflowId: "CPIS_UPLOAD", localId }, content: bytesOf(content) };
}
