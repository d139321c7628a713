/** A mailbox that the simulated MESH knows. */
export interface SimulatedMailbox {
  /** Upper case. */
  readonly mailboxId: string;
  readonly password: string;
  readonly odsCode: string;
  readonly name: string;
  /** Workflow ids it may send. */
  readonly sends: readonly string[];
  /** Workflow ids it may receive. */
  readonly receives: readonly string[];
}

/** What a sender says about a message, carried to the recipient unread. */
export interface SimulatedMetadata {
  readonly localId?: string;
  readonly subject?: string;
  readonly fileName?: string;
  readonly partnerId?: string;
  readonly contentType?: string;
  readonly checksum?: string;
  readonly compressed?: string;
  readonly encrypted?: string;
}

/** A status as reports and tracking show it. */
export interface SimulatedStatusEvent {
  readonly event?: string;
  readonly code?: string;
  readonly description?: string;
  readonly linkedMessageId?: string;
}

/** A message that MESH holds. */
export interface SimulatedMessage {
  readonly messageId: string;
  readonly type: "DATA" | "REPORT";
  /** Absent on a report. */
  readonly sender?: string;
  readonly recipient: string;
  readonly workflowId: string;
  readonly metadata: SimulatedMetadata;
  readonly contentEncoding: "" | "gzip";
  /** As sent, compressed or not; a hole is a piece that has not come. */
  readonly chunks: (Uint8Array | undefined)[];
  /** 0 on a report. */
  readonly totalChunks: number;
  status: "uploading" | "accepted" | "acknowledged" | "undeliverable";
  /** Place in the order of arrival. */
  arrival: number;
  readonly uploadedAt: number;
  acceptedAt?: number;
  acknowledgedAt?: number;
  readonly error?: SimulatedStatusEvent;
}

/** A moment as MESH writes it in headers and version 1 bodies: `yyyyMMddHHmmss`, UTC. */
export function compactTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\D/g, "").slice(0, 14);
}
