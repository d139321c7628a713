import { gunzipSync } from "node:zlib";
import type { Clock } from "../../ports/runtime.js";
import { meshErrors, type MeshAnswers } from "./mesh-answers.js";
import type { MeshExchange } from "./mesh-exchange.js";
import type { MeshFaultName } from "./mesh-faults.js";
import { compactTime, type SimulatedMailbox, type SimulatedMessage } from "./mesh-message.js";
import type { MessageVault } from "./message-vault.js";

/** What routes need. */
export interface RouteContext {
  readonly vault: MessageVault;
  readonly answers: MeshAnswers;
  readonly clock: Clock;
}

const defaultPage = 500;

/** `GET /{mb}/inbox`: ids, oldest first, in pages. */
export function listInbox(
  { vault, answers }: RouteContext,
  exchange: MeshExchange,
  mailbox: SimulatedMailbox,
  fault: MeshFaultName | undefined,
): void {
  const { query, response, version } = exchange;
  const size = Number(query.get("max_results") ?? defaultPage);
  const from = readContinuation(query.get("continue_from"));
  if (!Number.isInteger(size) || size < 10 || size > 5_000 || from === undefined) {
    answers.fields(response, [
      { loc: ["query", from === undefined ? "continue_from" : "max_results"], msg: "invalid" },
    ]);
    return;
  }
  const waiting = vault.inbox(mailbox.mailboxId);
  const filter = query.get("workflow_filter") ?? "*";
  const rest = waiting.filter(({ arrival }) => arrival > from);
  const page = fault === "empty-page-first" ? [] : rest.slice(0, size);
  const more = rest.length > page.length;
  const path = `/messageexchange/${mailbox.mailboxId}/inbox`;
  const next = `${path}?max_results=${size}&continue_from=${writeContinuation(page.at(-1)?.arrival ?? from)}`;
  const messages = page
    .filter(({ workflowId }) => matchesFilter(workflowId, filter))
    .map((each) => each.messageId);
  if (version === 1) answers.json(response, 1, 200, { messages });
  else {
    answers.json(response, 2, 200, {
      messages,
      links: {
        self: `${path}?max_results=${size}`,
        ...(more ? { next } : {}),
        ...(fault === "foreign-next-link" ? { next: `https://elsewhere.invalid${next}` } : {}),
      },
      approx_inbox_count: waiting.length,
    });
  }
}

function readContinuation(token: string | null): number | undefined {
  if (token === null) return 0;
  const text = Buffer.from(token, "base64url").toString();
  const arrival = /^after arrival ([0-9]{12})$/.exec(text)?.[1];
  return arrival === undefined ? undefined : Number(arrival);
}

function writeContinuation(arrival: number): string {
  return Buffer.from(`after arrival ${String(arrival).padStart(12, "0")}`).toString("base64url");
}

/** `ABC` equals, `ABC*` begins, `*ABC*` contains; `!` in front turns it round. */
function matchesFilter(workflowId: string, filter: string): boolean {
  const negated = filter.startsWith("!");
  const pattern = negated ? filter.slice(1) : filter;
  const text = pattern.replace(/^\*|\*$/g, "");
  const matches = pattern.startsWith("*")
    ? workflowId.includes(text)
    : pattern.endsWith("*")
      ? workflowId.startsWith(text)
      : workflowId === text;
  return matches !== negated;
}

/** `GET` or `HEAD /{mb}/inbox/{id}` and `GET /{mb}/inbox/{id}/{n}`. */
export function download(
  context: RouteContext,
  exchange: MeshExchange,
  mailbox: SimulatedMailbox,
  fault: MeshFaultName | undefined,
): void {
  const { answers } = context;
  const { response, version, parts } = exchange;
  const message = findOwn(context, exchange, mailbox);
  if (message === undefined) return;
  if (message.status !== "accepted") {
    answers.error(response, version, 410, meshErrors.gone);
    return;
  }
  const piece = parts[3] === undefined ? 1 : Number(parts[3]);
  const chunk = message.chunks[piece - 1];
  const missing = chunk === undefined && !(message.type === "REPORT" && piece === 1);
  if (missing || (fault === "chunk-missing" && piece > 1)) {
    answers.error(response, version, 404, meshErrors.noSuchMessage);
    return;
  }
  sendPiece(context, exchange, message, piece, chunk ?? new Uint8Array(), fault);
}

function sendPiece(
  { answers, clock }: RouteContext,
  { header, method, response }: MeshExchange,
  message: SimulatedMessage,
  piece: number,
  chunk: Uint8Array,
  fault: MeshFaultName | undefined,
): void {
  const acceptsGzip = /\bgzip\b/.test(header("accept-encoding") ?? "");
  const content = encode(message, chunk, acceptsGzip, fault);
  if (content === undefined) {
    answers.plain(response, 500);
    return;
  }
  const last = piece >= message.totalChunks;
  response.writeHead(last ? 200 : 206, {
    ...describe(message, piece, clock.now()),
    "Content-Type":
      message.totalChunks > 1
        ? "application/octet-stream"
        : (message.metadata.contentType ?? "application/octet-stream"),
    "Content-Length": content.bytes.byteLength,
    ...(content.gzip ? { "Content-Encoding": "gzip", "Mex-Content-Compressed": "Y" } : {}),
  });
  if (method === "HEAD") response.end();
  else if (fault === "stalled-download") response.write(half(content.bytes));
  else if (fault === "cut-download") response.write(half(content.bytes), () => response.destroy());
  else response.end(content.bytes);
}

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.ceil(bytes.byteLength / 2));
}

// A message that was sent compressed is served so to whoever takes it, and is undone for whoever does not.
function encode(
  message: SimulatedMessage,
  chunk: Uint8Array,
  acceptsGzip: boolean,
  fault: MeshFaultName | undefined,
): { readonly bytes: Uint8Array; readonly gzip: boolean } | undefined {
  if (fault === "not-gzip") return { bytes: Buffer.from("this is not gzip"), gzip: true };
  if (message.contentEncoding !== "gzip") return { bytes: chunk, gzip: false };
  if (fault === "truncated-gzip") return { bytes: half(chunk), gzip: true };
  if (acceptsGzip) return { bytes: chunk, gzip: true };
  try {
    return { bytes: gunzipSync(chunk), gzip: false };
  } catch {
    return undefined;
  }
}

function describe(message: SimulatedMessage, piece: number, now: number): Readonly<Record<string, string>> {
  const { metadata, error } = message;
  const headers: Readonly<Record<string, string | undefined>> = {
    "Mex-MessageID": message.messageId,
    "Mex-MessageType": message.type,
    "Mex-From": message.sender,
    "Mex-To": message.recipient,
    "Mex-WorkflowID": message.workflowId,
    "Mex-Chunk-Range": `${piece}:${message.totalChunks}`,
    "Mex-Total-Chunks": String(message.totalChunks),
    "Mex-AddressType": "ALL",
    "Mex-Version": "1.0",
    "Mex-LocalID": metadata.localId,
    "Mex-Subject": metadata.subject,
    "Mex-PartnerID": metadata.partnerId,
    "Mex-FileName": metadata.fileName ?? (message.type === "DATA" ? `${message.messageId}.dat` : undefined),
    "Mex-Content-Type": metadata.contentType,
    "Mex-Content-Checksum": metadata.checksum,
    "Mex-Content-Compressed": metadata.compressed,
    "Mex-Content-Encrypted": metadata.encrypted,
    "Mex-LinkedMsgID": error?.linkedMessageId,
    "Mex-StatusSuccess": message.type === "DATA" ? "SUCCESS" : "ERROR",
    "Mex-StatusEvent": message.type === "DATA" ? "TRANSFER" : error?.event,
    "Mex-StatusCode": message.type === "DATA" ? "00" : error?.code,
    "Mex-StatusDescription":
      message.type === "DATA" ? "Transferred to recipient mailbox" : error?.description,
    "Mex-StatusTimestamp": compactTime(message.acceptedAt ?? now),
  };
  const present = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(present);
}

/** `PUT /{mb}/inbox/{id}/status/acknowledged`; as often as one likes. */
export function acknowledge(context: RouteContext, exchange: MeshExchange, mailbox: SimulatedMailbox): void {
  const message = findOwn(context, exchange, mailbox);
  if (message === undefined) return;
  context.vault.acknowledge(message);
  const { response, version } = exchange;
  if (version === 1) context.answers.json(response, 1, 200, { messageId: message.messageId });
  else context.answers.empty(response, 200);
}

function findOwn(
  { vault, answers }: RouteContext,
  { parts, response, version, method }: MeshExchange,
  mailbox: SimulatedMailbox,
): SimulatedMessage | undefined {
  const message = vault.find(parts[2] ?? "");
  if (message?.recipient === mailbox.mailboxId) return message;
  if (message === undefined || method === "HEAD")
    answers.error(response, version, 404, meshErrors.noSuchMessage);
  else answers.plain(response, 403);
  return undefined;
}
