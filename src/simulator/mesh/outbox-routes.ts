import { parseChunkRange, type ChunkRange } from "../../codec/mesh/chunks.js";
import type { RouteContext } from "./inbox-routes.js";
import { meshErrors, type DescribedError } from "./mesh-answers.js";
import type { MeshExchange } from "./mesh-exchange.js";
import type { SimulatedMailbox, SimulatedMessage, SimulatedMetadata } from "./mesh-message.js";

/** What sending needs besides. */
export interface OutboxRouteContext extends RouteContext {
  readonly findMailbox: (mailboxId: string) => SimulatedMailbox | undefined;
}

interface Refusal {
  readonly status: number;
  readonly error: DescribedError;
}

const maxLengths: Readonly<Record<string, number>> = {
  "mex-to": 100,
  "mex-workflowid": 300,
  "mex-filename": 300,
  "mex-localid": 300,
  "mex-subject": 500,
  "mex-partnerid": 500,
  "mex-chunk-range": 20,
  "mex-content-checksum": 100,
  "mex-content-type": 100,
  "mex-content-compressed": 20,
  "mex-content-encrypted": 20,
};

/** `POST /{mb}/outbox`: a message in one part, or the first piece of several. */
export function sendFirst(
  context: OutboxRouteContext,
  exchange: MeshExchange,
  mailbox: SimulatedMailbox,
): void {
  const { answers, vault } = context;
  const { header, response, version, body } = exchange;
  const faults = findFieldFaults(header);
  if (faults.length > 0) {
    answers.fields(response, faults);
    return;
  }
  const range = readRange(header("mex-chunk-range"));
  const refusal = findRefusal(context, exchange, mailbox, range);
  if (refusal !== undefined || range === undefined) {
    const { status, error } = refusal ?? { status: 417, error: meshErrors.chunks };
    answers.error(response, version, status, error);
    return;
  }
  const message = vault.begin({
    sender: mailbox.mailboxId,
    recipient: header("mex-to") ?? "",
    workflowId: header("mex-workflowid") ?? "",
    metadata: readMetadata(header),
    contentEncoding: header("content-encoding") === "gzip" ? "gzip" : "",
    totalChunks: range.total,
  });
  message.chunks[0] = body;
  if (range.total === 1) vault.complete(message);
  accept(context, exchange, message);
}

function accept(
  { answers }: RouteContext,
  { response, version }: MeshExchange,
  message: SimulatedMessage,
): void {
  const { messageId } = message;
  answers.json(response, version, 202, version === 1 ? { messageID: messageId } : { message_id: messageId });
}

type HeaderReader = MeshExchange["header"];

function findFieldFaults(
  header: HeaderReader,
): readonly { readonly loc: readonly string[]; readonly msg: string }[] {
  const missing = header("mex-workflowid") === undefined ? ["mex-workflowid"] : [];
  const tooLong = Object.entries(maxLengths)
    .filter(([name, max]) => (header(name)?.length ?? 0) > max)
    .map(([name]) => name);
  const checksum = header("mex-content-checksum");
  const wrong =
    checksum !== undefined && !/^[A-Za-z0-9 :\-/]*$/.test(checksum) ? ["mex-content-checksum"] : [];
  return [...missing, ...tooLong, ...wrong].map((name) => ({ loc: ["header", name], msg: "invalid" }));
}

function findRefusal(
  { findMailbox }: OutboxRouteContext,
  { header, body }: MeshExchange,
  sender: SimulatedMailbox,
  range: ChunkRange | undefined,
): Refusal | undefined {
  const to = header("mex-to");
  const workflowId = header("mex-workflowid") ?? "";
  const encoding = header("content-encoding") ?? "";
  if (to === undefined) return { status: 417, error: meshErrors.recipientMissing };
  if (/https?:\/\//i.test(`${to} ${workflowId}`)) return { status: 400, error: meshErrors.malformedHeaders };
  if (encoding !== "" && encoding !== "gzip") return { status: 422, error: meshErrors.encoding };
  const recipient = findMailbox(to);
  if (recipient === undefined) return { status: 417, error: meshErrors.recipientUnknown };
  if (!sender.sends.includes(workflowId)) return { status: 417, error: meshErrors.senderNotPermitted };
  if (!recipient.receives.includes(workflowId))
    return { status: 417, error: meshErrors.workflowNotRegistered };
  if (body.byteLength === 0) return { status: 417, error: meshErrors.dataMissing };
  if (range?.number !== 1 || range.total < 1) return { status: 417, error: meshErrors.chunks };
  return undefined;
}

function readRange(value: string | undefined): ChunkRange | undefined {
  try {
    return parseChunkRange(value) ?? { number: 1, total: 1 };
  } catch {
    return undefined;
  }
}

function readMetadata(header: HeaderReader): SimulatedMetadata {
  const named = {
    localId: header("mex-localid"),
    subject: header("mex-subject"),
    fileName: header("mex-filename"),
    partnerId: header("mex-partnerid"),
    contentType: header("mex-content-type") ?? header("content-type"),
    checksum: header("mex-content-checksum"),
    compressed: header("mex-content-compressed"),
    encrypted: header("mex-content-encrypted"),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** `POST /{mb}/outbox/{id}/{k}`: a later piece. The recipient sees nothing until the last has come. */
export function sendNext(
  context: OutboxRouteContext,
  exchange: MeshExchange,
  mailbox: SimulatedMailbox,
): void {
  const { answers, vault } = context;
  const { parts, response, version, body } = exchange;
  const message = vault.find(parts[2] ?? "");
  const number = Number(parts[3]);
  const refusal = findChunkRefusal(exchange, mailbox, message, number);
  if (refusal !== undefined || message === undefined) {
    const { status, error } = refusal ?? { status: 404, error: meshErrors.noSuchMessage };
    answers.error(response, version, status, error);
    return;
  }
  message.chunks[number - 1] = body;
  if (number === message.totalChunks) vault.complete(message);
  answers.empty(response, 202);
}

function findChunkRefusal(
  { header, body }: MeshExchange,
  mailbox: SimulatedMailbox,
  message: SimulatedMessage | undefined,
  number: number,
): Refusal | undefined {
  if (message === undefined) return { status: 404, error: meshErrors.noSuchMessage };
  if (message.sender !== mailbox.mailboxId) return { status: 403, error: meshErrors.noSuchMessage };
  if (message.status !== "uploading") return { status: 423, error: meshErrors.gone };
  if (!Number.isInteger(number) || number < 2 || number > message.totalChunks) {
    return { status: 406, error: meshErrors.chunks };
  }
  if ((header("content-encoding") ?? "") !== message.contentEncoding) {
    return { status: 417, error: meshErrors.encodingChanged };
  }
  const range = readRange(header("mex-chunk-range"));
  const agrees = range?.number === number && range.total === message.totalChunks;
  const holes = number === message.totalChunks && message.chunks.slice(0, -1).includes(undefined);
  if (!agrees || holes) return { status: 417, error: meshErrors.chunks };
  return body.byteLength === 0 ? { status: 417, error: meshErrors.dataMissing } : undefined;
}
