import { decideChunkStep, parseChunkRange, type ChunkRange } from "../../codec/mesh/chunks.js";
import { checkNextLink, parseInboxPage } from "../../codec/mesh/json-answers.js";
import { parseMexHeaders, pickMexHeaders } from "../../codec/mesh/mex-headers.js";
import { meshPaths } from "../../codec/mesh/workflows.js";
import type { InboundMeshMessage, MeshMessageId } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { MailboxListing, MessageSink, StoreDisposition } from "../../ports/mailbox.js";
import type { Clock } from "../../ports/runtime.js";
import { toAnswerError } from "./answer-meaning.js";
import { storeWhole } from "./store-whole.js";
import type { MeshAnswer } from "./mesh-connection.js";
import type { MeshCaller } from "./mesh-caller.js";
import { gunzip, limit, readText } from "./read-body.js";

/** What reading a mailbox needs. */
export interface InboxContext {
  readonly caller: MeshCaller;
  readonly clock: Clock;
  readonly mailboxId: string;
  readonly maxMessageBytes: number;
}

// A page of 500 ids has about 20 kB; 5,000 is the most that a server may be asked for.
const maxListingBytes = 1_048_576;
const pageSize = 500;
const maxPages = 1_000;

/**
 * Reads all pages of the listing before anything is downloaded. A later page that fails ends it with what is known,
 * because a message that is not fetched for want of another page may expire (H-19).
 */
export async function listInbox(context: InboxContext, signal: AbortSignal): Promise<MailboxListing> {
  const inbox = meshPaths.inbox(context.mailboxId);
  const found = new Set<MeshMessageId>();
  const visited = new Set<string>();
  let path: string | undefined = `${inbox}?max_results=${pageSize}`;
  while (path !== undefined && !visited.has(path) && visited.size < maxPages) {
    visited.add(path);
    try {
      const page = parseInboxPage(await getText(context, path, signal));
      page.messageIds.forEach((id) => found.add(id));
      path = page.next === undefined ? undefined : checkNextLink(page.next, inbox);
    } catch (error) {
      if (found.size === 0) throw error;
      return { messageIds: [...found], complete: false };
    }
  }
  return { messageIds: [...found], complete: path === undefined };
}

/** The text of a small answer. Throws what the status means. */
export async function getText(
  context: Pick<InboxContext, "caller" | "clock">,
  path: string,
  signal: AbortSignal,
  authorised = true,
): Promise<string> {
  const answer = await context.caller.call({ method: "GET", path, repeatable: true, authorised }, signal);
  if (answer.status !== 200) throw await toAnswerError(answer, context.clock.now());
  return readText(answer.body, maxListingBytes);
}

/**
 * Downloads a message into the sink, one piece after the other and no more of it in memory than is on the wire.
 *
 * A message that is labelled gzip and is none is fetched a second time, because something on the way may have cut it, and then
 * stored as it comes, marked unreadable: its bytes are kept, it can be acknowledged, and the rest of the mailbox goes on.
 */
export async function downloadMessage(
  context: InboxContext,
  messageId: MeshMessageId,
  sink: MessageSink,
  signal: AbortSignal,
): Promise<StoreDisposition> {
  for (let attempt = 1; attempt <= decodingAttempts; attempt += 1) {
    try {
      return await receive(context, messageId, sink, true, signal);
    } catch (error) {
      if (!CpisError.is(error, "CPIS_MESH_CONTENT_UNREADABLE")) throw error;
    }
  }
  return receive(context, messageId, sink, false, signal);
}

const decodingAttempts = 2;

async function receive(
  context: InboxContext,
  messageId: MeshMessageId,
  sink: MessageSink,
  decode: boolean,
  signal: AbortSignal,
): Promise<StoreDisposition> {
  const giveUp = new AbortController();
  const either = AbortSignal.any([signal, giveUp.signal]);
  const first = await getPart(context, meshPaths.message(context.mailboxId, messageId), either);
  try {
    const message = parseMexHeaders(messageId, first.headers);
    const content = limit(
      readParts(context, message, first, decode, either),
      context.maxMessageBytes,
      "CPIS_MESH_TOO_LARGE",
    );
    return await storeWhole(sink, context.mailboxId, {
      message,
      content,
      ...(decode ? {} : { unreadable: "content-encoding" }),
    });
  } finally {
    // Frees the connection where the content was not read to its end.
    giveUp.abort();
  }
}

async function* readParts(
  context: InboxContext,
  message: InboundMeshMessage,
  first: MeshAnswer,
  decode: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const range = rangeOf(first);
  const announced = announcedParts(first, range);
  let answer = first;
  for (let part = 1; ; part += 1) {
    const step = decideChunkStep(
      part,
      answer.status === 206,
      part === 1 ? range : rangeOf(answer),
      announced,
    );
    yield* decode && isGzip(answer) ? gunzip(answer.body) : answer.body;
    if (step === "last") return;
    const path = meshPaths.messageChunk(context.mailboxId, message.messageId, part + 1);
    answer = await getNextPart(context, path, signal);
  }
}

function rangeOf(answer: MeshAnswer): ChunkRange | undefined {
  return parseChunkRange(pickMexHeaders(answer.headers)["mex-chunk-range"]);
}

// `0` on a report; absent on older servers.
function announcedParts(answer: MeshAnswer, range: ChunkRange | undefined): number | undefined {
  const header = Number(pickMexHeaders(answer.headers)["mex-total-chunks"] ?? "0");
  const total = range === undefined || range.total === 0 ? header : range.total;
  return Number.isInteger(total) && total > 0 ? total : undefined;
}

function isGzip(answer: MeshAnswer): boolean {
  const encoding = answer.headers["content-encoding"];
  return typeof encoding === "string" && encoding.trim().toLowerCase() === "gzip";
}

async function getPart(context: InboxContext, path: string, signal: AbortSignal): Promise<MeshAnswer> {
  const headers = { "accept-encoding": "gzip" };
  const call = { method: "GET", path, headers, repeatable: true, authorised: true } as const;
  const answer = await context.caller.call(call, signal);
  if (answer.status === 200 || answer.status === 206) return answer;
  throw await toAnswerError(answer, context.clock.now());
}

// The message exists, so a missing piece is not a missing message: it stays in the mailbox and is tried again.
async function getNextPart(context: InboxContext, path: string, signal: AbortSignal): Promise<MeshAnswer> {
  try {
    return await getPart(context, path, signal);
  } catch (error) {
    if (!CpisError.is(error, "CPIS_MESH_NOT_FOUND")) throw error;
    throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { fault: "a piece is missing" }, cause: error });
  }
}

/** Takes a message out of the inbox for good. One that is not there any more was taken out before. */
export async function acknowledgeMessage(
  context: InboxContext,
  messageId: MeshMessageId,
  signal: AbortSignal,
): Promise<void> {
  const path = meshPaths.acknowledge(context.mailboxId, messageId);
  const answer = await context.caller.call(
    { method: "PUT", path, repeatable: true, authorised: true },
    signal,
  );
  if (answer.status !== 200) throw await toAnswerError(answer, context.clock.now());
  await answer.discard();
}
