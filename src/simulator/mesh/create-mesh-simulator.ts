import { gunzipSync } from "node:zlib";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { IssuedIdentity } from "../certificates.js";
import { createMeshAnswers } from "./mesh-answers.js";
import { createMeshFaults, type MeshFaults } from "./mesh-faults.js";
import type {
  SimulatedMailbox,
  SimulatedMessage,
  SimulatedMetadata,
  SimulatedStatusEvent,
} from "./mesh-message.js";
import { createMeshServer, type SeenRequest } from "./mesh-server.js";
import { createMessageVault } from "./message-vault.js";
import { createTokenCheck } from "./token-check.js";

/** How a simulated MESH is set up. */
export interface MeshSimulatorOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly mailboxes: readonly SimulatedMailbox[];
  /** The environment's shared secret. */
  readonly sharedKey: string;
  readonly identity: IssuedIdentity;
  /** Shown while the fault `expired-certificate` is in force. */
  readonly expiredIdentity?: IssuedIdentity;
  /** Clients must have a certificate of this authority. */
  readonly authorityPem: string;
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 100 MB by default, counted as sent. */
  readonly maxBodyBytes?: number;
}

/** A message as whoever stands behind a mailbox in this process gets it: whole and plain. */
export interface DeliveredMessage {
  readonly messageId: string;
  readonly from?: string;
  readonly workflowId: string;
  readonly metadata: SimulatedMetadata;
  readonly content: Uint8Array;
}

/** A message put into a mailbox from inside this process. */
export interface Delivery {
  readonly to: string;
  readonly from: string;
  readonly workflowId: string;
  /** One piece or several, each as it stands: compressed by whoever made it. */
  readonly chunks: readonly Uint8Array[];
  readonly metadata?: SimulatedMetadata;
  readonly contentEncoding?: "" | "gzip";
}

/** Stands behind a mailbox. The message is acknowledged once the promise resolves, and stays where it is otherwise. */
export type MailboxReader = (message: DeliveredMessage) => Promise<void>;

/** MESH in one process, on a real socket with mutual TLS, for any client of the API. */
export interface MeshSimulator {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Scheme, host and port. Only after `start`. */
  readonly baseUrl: string;
  readonly faults: MeshFaults;
  /** The latest 10,000 requests, in the order they ended. */
  readonly requests: readonly SeenRequest[];
  /** Lets somebody in this process read a mailbox: each message once, in order. Returns the function that ends it. */
  onMessage(mailboxId: string, read: MailboxReader): () => void;
  /** Puts a message into a mailbox; returns its id. */
  deliver(delivery: Delivery): string;
  /** Puts a report into a mailbox; `error` may leave out whatever real reports leave out. */
  report(to: string, about: { workflowId: string; localId?: string }, error: SimulatedStatusEvent): string;
  /** What waits for a mailbox. */
  waiting(mailboxId: string): readonly string[];
  find(messageId: string): Readonly<SimulatedMessage> | undefined;
  /** Resolves once every reader has finished what it was given. */
  settled(): Promise<void>;
}

const keptRequests = 10_000;

/** Creates a simulated MESH; nothing is bound before `start`. */
export function createMeshSimulator(options: MeshSimulatorOptions): MeshSimulator {
  const { clock, ids, mailboxes, host = "127.0.0.1" } = options;
  const requests: SeenRequest[] = [];
  const readers = new Map<string, MailboxReader>();
  let work: Promise<void> = Promise.resolve();
  const vault = createMessageVault(clock, ids, (message) => {
    work = work.then(() => giveToReader(message));
  });
  const giveToReader = async (message: SimulatedMessage): Promise<void> => {
    const read = readers.get(message.recipient);
    if (read === undefined || message.type === "REPORT" || message.status !== "accepted") return;
    await read(toDelivered(message)).then(
      () => {
        vault.acknowledge(message);
      },
      () => undefined,
    );
  };
  const faults = createMeshFaults((names) => {
    const expired = names.includes("expired-certificate") ? options.expiredIdentity : undefined;
    server.present(expired ?? options.identity);
  });
  const findMailbox = (mailboxId: string): SimulatedMailbox | undefined =>
    mailboxes.find((each) => each.mailboxId === mailboxId);
  const server = createMeshServer({
    host,
    port: options.port ?? 0,
    identity: options.identity,
    authorityPem: options.authorityPem,
    maxBodyBytes: options.maxBodyBytes ?? 100_000_000,
    faults,
    onRequest: (request) => {
      requests.push(request);
      if (requests.length > keptRequests) requests.shift();
    },
    api: {
      vault,
      clock,
      mailboxes,
      findMailbox,
      answers: createMeshAnswers(() => ids.uuid()),
      checkToken: createTokenCheck(clock, options.sharedKey),
    },
  });
  let port = 0;
  return {
    start: async () => {
      port = (await server.start()).port;
    },
    stop: () => server.stop(),
    get baseUrl() {
      return `https://${host}:${String(port)}`;
    },
    faults,
    requests,
    onMessage: (mailboxId, read) => {
      readers.set(mailboxId, read);
      const waiting = vault.inbox(mailboxId);
      work = waiting.reduce((before, message) => before.then(() => giveToReader(message)), work);
      return () => {
        if (readers.get(mailboxId) === read) readers.delete(mailboxId);
      };
    },
    deliver: ({ to, from, workflowId, chunks, metadata = {}, contentEncoding = "" }) => {
      const message = vault.begin({
        sender: from,
        recipient: to,
        workflowId,
        metadata,
        contentEncoding,
        totalChunks: chunks.length,
      });
      chunks.forEach((chunk, index) => {
        message.chunks[index] = chunk;
      });
      vault.complete(message);
      return message.messageId;
    },
    report: (to, about, error) => vault.report({ recipient: to, ...about, error }).messageId,
    waiting: (mailboxId) => vault.inbox(mailboxId).map(({ messageId }) => messageId),
    find: (messageId) => vault.find(messageId),
    settled: async () => {
      for (let seen; seen !== work;) {
        seen = work;
        await seen;
      }
    },
  };
}

function toDelivered(message: SimulatedMessage): DeliveredMessage {
  const { messageId, sender, workflowId, metadata, contentEncoding } = message;
  const pieces = message.chunks.map((chunk = new Uint8Array()) =>
    contentEncoding === "gzip" ? unpacked(chunk) : chunk,
  );
  return {
    messageId,
    workflowId,
    metadata,
    content: Buffer.concat(pieces),
    ...(sender === undefined ? {} : { from: sender }),
  };
}

const largestPiece = 128_000_000;

// MESH takes plain bytes that are labelled gzip: whoever reads them must see that they are not what they should be.
function unpacked(chunk: Uint8Array): Uint8Array {
  try {
    return gunzipSync(chunk, { maxOutputLength: largestPiece });
  } catch {
    return chunk;
  }
}
