/** Messages as they lie in a MESH mailbox, whichever technology brings them: facts about a parcel, not its contents. */

/** MESH's own id of a message. Opaque; two forms are in use, and neither means anything. */
export type MeshMessageId = string;

/** What every received message says about itself. All of it comes from the sender and is believed no further. */
interface InboundMessageFacts {
  readonly messageId: MeshMessageId;
  /** On a report, the workflow of the message that failed. */
  readonly workflowId?: string;
  readonly from?: string;
  readonly to?: string;
  /** The sender's own reference; on a report, that of the message that failed. */
  readonly localId?: string;
  readonly subject?: string;
  /** Every header or control-file element as received, names in lower case: the service desk asks for them. */
  readonly received: Readonly<Record<string, string>>;
}

/** A file that somebody sent. */
export interface MeshData extends InboundMessageFacts {
  readonly kind: "data";
  /** Untrusted: never a path, never a key. */
  readonly fileName?: string;
  readonly contentType?: string;
  readonly checksum?: string;
  /** The sender's flag; MESH sets it too when it merely compresses the transfer, so it proves nothing. */
  readonly compressed: boolean;
  readonly encrypted: boolean;
}

/** What MESH itself says about one of our own messages. There is no content. */
export interface MeshReport extends InboundMessageFacts {
  readonly kind: "report";
  /** False also where the report does not say: a report without a status is about a failure (mesh section 7). */
  readonly succeeded: boolean;
  readonly event?: string;
  readonly code?: string;
  readonly description?: string;
  /** The message that failed. Match by this, then by `localId`. */
  readonly linkedMessageId?: MeshMessageId;
}

/** A message of either kind. Look at `kind` before the workflow id: a report about an upload carries the upload's. */
export type InboundMeshMessage = MeshData | MeshReport;

/** What is said about a message that is to be sent. Ids and names must not identify a person. */
export interface OutboundMeshHead {
  /** The recipient's mailbox id. */
  readonly to: string;
  readonly workflowId: string;
  /** Our own reference, made once for one message: after a crash it is how the message is found again. */
  readonly localId: string;
  readonly fileName?: string;
  readonly subject?: string;
  readonly contentType?: string;
}

/** How far a message that we sent has come. Transport only: it says nothing about what CP-IS made of it. */
export interface MeshTracking {
  /** Absent while a local client has not handed the message to MESH. */
  readonly messageId?: MeshMessageId;
  readonly localId?: string;
  readonly status: MeshTrackingStatus;
  readonly event?: string;
  readonly code?: string;
  readonly description?: string;
}

/** Where a message that we sent is. */
export type MeshTrackingStatus =
  /** Not complete at MESH: chunks are missing, or a local client has yet to send it. */
  | "uploading"
  /** In the recipient's mailbox. */
  | "accepted"
  /** The recipient's reader took it. */
  | "acknowledged"
  /** Not collected within five days, or not deliverable at all. */
  | "undeliverable"
  /** Refused or failed. */
  | "error"
  /** A word that this version does not know. */
  | "unrecognised";

/** A mailbox that a look-up found. */
export interface MeshMailboxAddress {
  readonly mailboxId: string;
  readonly name: string;
}
