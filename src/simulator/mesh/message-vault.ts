import type { Clock, IdSource } from "../../ports/runtime.js";
import {
  compactTime,
  type SimulatedMessage,
  type SimulatedMetadata,
  type SimulatedStatusEvent,
} from "./mesh-message.js";

const dayMs = 86_400_000;
/** A message that nobody collects leaves its mailbox after five days. */
export const collectWithinMs = 5 * dayMs;
/** Thirty days after it was sent nothing of it is left. */
const keptForMs = 30 * dayMs;

/** What is needed to begin a message. */
export interface NewMessage {
  readonly sender?: string;
  readonly recipient: string;
  readonly workflowId: string;
  readonly metadata: SimulatedMetadata;
  readonly contentEncoding: "" | "gzip";
  readonly totalChunks: number;
}

/** A report about a message that could not be delivered. */
export interface NewReport {
  readonly recipient: string;
  readonly workflowId: string;
  readonly localId?: string;
  readonly subject?: string;
  readonly error: SimulatedStatusEvent;
}

/** Everything that MESH holds, in memory. */
export interface MessageVault {
  begin(message: NewMessage): SimulatedMessage;
  /** Puts a piece in its place; the message is delivered once `complete` is called. */
  complete(message: SimulatedMessage): void;
  report(report: NewReport): SimulatedMessage;
  acknowledge(message: SimulatedMessage): void;
  find(messageId: string): SimulatedMessage | undefined;
  /** Messages a mailbox sent under a reference of its own. */
  findByLocalId(sender: string, localId: string): readonly SimulatedMessage[];
  /** What waits for a mailbox, in order of arrival. */
  inbox(mailboxId: string): readonly SimulatedMessage[];
  /** Lets time do its work: expiry with a report to the sender, and deletion. */
  sweep(): void;
}

/** An empty vault. `onDelivered` runs once for each message that reaches a mailbox. */
export function createMessageVault(
  clock: Clock,
  ids: IdSource,
  onDelivered: (message: SimulatedMessage) => void,
): MessageVault {
  const messages = new Map<string, SimulatedMessage>();
  let arrivals = 0;
  const add = (message: SimulatedMessage): SimulatedMessage => {
    messages.set(message.messageId, message);
    return message;
  };
  const deliver = (message: SimulatedMessage): void => {
    arrivals += 1;
    Object.assign(message, { status: "accepted", arrival: arrivals, acceptedAt: clock.now() });
    onDelivered(message);
  };
  const vault: MessageVault = {
    begin: (message) =>
      add({
        ...message,
        type: "DATA",
        messageId: makeMessageId(clock, ids),
        chunks: new Array<Uint8Array | undefined>(message.totalChunks).fill(undefined),
        status: "uploading",
        arrival: 0,
        uploadedAt: clock.now(),
      }),
    complete: deliver,
    report: (report) => {
      const message = add(makeReport(report, makeMessageId(clock, ids), clock.now()));
      deliver(message);
      return message;
    },
    acknowledge: (message) => {
      if (message.status === "accepted")
        Object.assign(message, { status: "acknowledged", acknowledgedAt: clock.now() });
    },
    find: (messageId) => messages.get(messageId),
    findByLocalId: (sender, localId) =>
      [...messages.values()].filter((each) => each.sender === sender && each.metadata.localId === localId),
    inbox: (mailboxId) =>
      [...messages.values()]
        .filter((each) => each.recipient === mailboxId && each.status === "accepted")
        .sort((one, other) => one.arrival - other.arrival),
    sweep: () => {
      sweep(messages, clock.now(), (report) => vault.report(report));
    },
  };
  return vault;
}

function sweep(
  messages: Map<string, SimulatedMessage>,
  now: number,
  report: (report: NewReport) => void,
): void {
  for (const message of [...messages.values()]) {
    if (now - message.uploadedAt > keptForMs) messages.delete(message.messageId);
    else if (message.status === "accepted" && now - (message.acceptedAt ?? now) > collectWithinMs) {
      message.status = "undeliverable";
      if (message.sender !== undefined) report(nonDelivery(message, message.sender));
    }
  }
}

function nonDelivery(message: SimulatedMessage, sender: string): NewReport {
  const { localId, subject } = message.metadata;
  return {
    recipient: sender,
    workflowId: message.workflowId,
    ...(localId === undefined ? {} : { localId }),
    subject: subject === undefined ? "NDR" : `NDR: ${subject}`,
    error: {
      event: "SEND",
      code: "14",
      description: "Message not collected by recipient after 5 days",
      linkedMessageId: message.messageId,
    },
  };
}

function makeReport(report: NewReport, messageId: string, now: number): SimulatedMessage {
  const { recipient, workflowId, localId, subject, error } = report;
  return {
    messageId,
    type: "REPORT",
    recipient,
    workflowId,
    metadata: {
      ...(localId === undefined ? {} : { localId }),
      ...(subject === undefined ? {} : { subject }),
    },
    contentEncoding: "",
    chunks: [],
    totalChunks: 0,
    status: "accepted",
    arrival: 0,
    uploadedAt: now,
    error,
  };
}

// The national form: time to the microsecond, then six hexadecimal digits.
function makeMessageId(clock: Clock, ids: IdSource): string {
  const now = clock.now();
  const random = ids.uuid().replace(/-/g, "").toUpperCase();
  const beyondSeconds = String(now % 1_000).padStart(3, "0");
  return `${compactTime(now)}${beyondSeconds}000_${random.slice(0, 6)}`;
}
