import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { buildChunkRange, planChunks, type Chunk, type ChunkRule } from "../../codec/mesh/chunks.js";
import { parseAccepted } from "../../codec/mesh/json-answers.js";
import { buildMexHeaders } from "../../codec/mesh/mex-headers.js";
import { meshPaths } from "../../codec/mesh/workflows.js";
import type { MeshMessageId } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { MeshSendOutcome, OutboundMeshMessage, ProgressJournal } from "../../ports/mailbox.js";
import { toAnswerError } from "./answer-meaning.js";
import { trackMessage, type TrackingContext } from "./https-tracking.js";
import type { MeshCall } from "./mesh-caller.js";
import type { MeshAnswer } from "./mesh-connection.js";
import { readBytes, readText } from "./read-body.js";
import { outcomeUnknown, toFirstOutcome, toLaterOutcome } from "./send-outcome.js";

/** What sending needs. */
export interface OutboxContext extends TrackingContext {
  readonly chunking: ChunkRule;
  readonly compress: boolean;
}

const compressBytes = promisify(gzip);
const maxAnswerBytes = 65_536;

/**
 * Sends a message, at most once. The first `POST` is never repeated after a byte of it has left, because MESH cannot tell
 * two from one; later pieces may be, because they only replace themselves (mesh section 9, H-20).
 */
export async function sendMessage(
  context: OutboxContext,
  message: OutboundMeshMessage,
  journal: ProgressJournal,
  signal: AbortSignal,
): Promise<MeshSendOutcome> {
  const fault = findMessageFault(message);
  if (fault !== undefined) return { kind: "refused", error: fault };
  const chunks = planChunks(message.content.byteLength, context.chunking);
  let begun = message.resume;
  if (begun === undefined) {
    const first = await postFirst(context, message, chunks, signal);
    if (first.kind !== "accepted" || first.messageId === undefined || chunks.length === 1) return first;
    begun = { messageId: first.messageId, chunksAccepted: 1, totalChunks: chunks.length };
    await journal(begun);
  }
  const { messageId } = begun;
  for (const chunk of chunks.slice(begun.chunksAccepted)) {
    const outcome = await postNext(context, message, messageId, chunk, chunks.length, signal);
    if (outcome.kind !== "accepted" || outcome.final) return outcome;
    await journal({ messageId, chunksAccepted: chunk.number, totalChunks: chunks.length });
  }
  return { kind: "accepted", messageId };
}

function findMessageFault(message: OutboundMeshMessage): CpisError | undefined {
  if (message.content.byteLength === 0) {
    return new CpisError("CPIS_MESH_MESSAGE_INVALID", { issues: [{ path: "content", message: "is empty" }] });
  }
  try {
    buildMexHeaders(message.head, { number: 1, total: 1 });
    return undefined;
  } catch (error) {
    if (error instanceof CpisError) return error;
    throw error;
  }
}

async function postFirst(
  context: OutboxContext,
  message: OutboundMeshMessage,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<MeshSendOutcome> {
  const [chunk] = chunks as readonly [Chunk];
  const { head } = message;
  const several = chunks.length > 1;
  const part = await preparePart(context, message, chunk);
  const call: MeshCall = {
    method: "POST",
    path: meshPaths.outbox(context.mailboxId),
    headers: {
      ...buildMexHeaders(head, { number: 1, total: chunks.length }),
      "content-type": several ? "application/octet-stream" : (head.contentType ?? "application/octet-stream"),
      ...part.headers,
    },
    body: part.body,
    repeatable: false,
    authorised: true,
  };
  try {
    return await readFirstAnswer(context, await context.caller.call(call, signal));
  } catch (error) {
    return toFirstOutcome(error);
  }
}

async function readFirstAnswer(context: OutboxContext, answer: MeshAnswer): Promise<MeshSendOutcome> {
  if (answer.status === 202 || answer.status === 200) {
    try {
      return { kind: "accepted", messageId: parseAccepted(await readText(answer.body, maxAnswerBytes)) };
    } catch (cause) {
      // Accepted, but the id is lost: found again by our own reference.
      return { kind: "unknown", error: new CpisError("CPIS_MESH_OUTCOME_UNKNOWN", { cause }) };
    }
  }
  return toFirstOutcome(await toAnswerError(answer, context.clock.now()), answer.status);
}

type NextOutcome = MeshSendOutcome & { readonly final?: boolean };

async function postNext(
  context: OutboxContext,
  message: OutboundMeshMessage,
  messageId: MeshMessageId,
  chunk: Chunk,
  total: number,
  signal: AbortSignal,
): Promise<NextOutcome> {
  const last = chunk.number === total;
  const part = await preparePart(context, message, chunk);
  const call: MeshCall = {
    method: "POST",
    path: meshPaths.outboxChunk(context.mailboxId, messageId, chunk.number),
    headers: {
      "mex-chunk-range": buildChunkRange({ number: chunk.number, total }),
      "content-type": "application/octet-stream",
      ...part.headers,
    },
    body: part.body,
    repeatable: true,
    authorised: true,
  };
  try {
    const answer = await context.caller.call(call, signal);
    if (answer.status === 202 || answer.status === 200) {
      await answer.discard();
      return { kind: "accepted", messageId };
    }
    const error = await toAnswerError(answer, context.clock.now());
    // The message is complete already: an earlier answer was lost.
    if (answer.status === 423) return await confirmFinal(context, messageId, error, signal);
    // Also where MESH has forgotten the earlier pieces: to go on with them would fail for ever, and nobody would be told.
    return toLaterOutcome(error, last);
  } catch (error) {
    return toLaterOutcome(error, last);
  }
}

async function confirmFinal(
  context: OutboxContext,
  messageId: MeshMessageId,
  error: CpisError,
  signal: AbortSignal,
): Promise<NextOutcome> {
  const found = await trackMessage(context, { messageId }, signal);
  const delivered =
    found.kind === "found" &&
    (found.tracking.status === "accepted" || found.tracking.status === "acknowledged");
  return delivered
    ? { kind: "accepted", messageId, final: true }
    : { kind: "unknown", error: outcomeUnknown(error) };
}

interface PreparedPart {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Uint8Array | AsyncIterable<Uint8Array>;
}

// Compressed pieces are held whole, so that their length is known before they leave; a piece is bounded by the rule.
async function preparePart(
  context: OutboxContext,
  { content }: OutboundMeshMessage,
  { start, end }: Chunk,
): Promise<PreparedPart> {
  if (!context.compress) {
    return { headers: { "content-length": String(end - start) }, body: () => content.read(start, end) };
  }
  const bytes = await compressBytes(await readBytes(content.read(start, end)));
  return {
    headers: { "content-encoding": "gzip", "content-length": String(bytes.byteLength) },
    body: () => bytes,
  };
}
