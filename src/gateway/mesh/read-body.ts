import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CpisError } from "../../errors/cpis-error.js";
import { errorCode } from "./transport-fault.js";

/** The whole of a small answer as text. Throws `CPIS_MESH_MALFORMED` past the cap. */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const bytes = await readBytes(limit(body, maxBytes, "CPIS_MESH_MALFORMED"));
  return bytes.toString("utf8");
}

/** Everything, in memory: only for what a cap or our own content bounds. */
export async function readBytes(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Passes bytes on until there are too many. */
export async function* limit(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  code: "CPIS_MESH_MALFORMED" | "CPIS_MESH_TOO_LARGE",
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of body) {
    seen += piece.byteLength;
    if (seen > maxBytes) throw new CpisError(code, { context: { maxBytes } });
    yield piece;
  }
}

/**
 * Undoes gzip as it streams. Nothing at all stays nothing.
 *
 * Throws `CPIS_MESH_CONTENT_UNREADABLE` for bytes that are not gzip or that end too early although the transfer was
 * whole; a transfer that breaks off keeps its own error, because then the message can be had again.
 */
export async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  const out = createGunzip();
  const done = pipeline(Readable.from(rejoin(first.value, source)), out);
  // The same failure also ends the loop below; here it must only not be unhandled.
  done.catch(() => undefined);
  try {
    for await (const piece of out) yield piece as Uint8Array;
    await done;
  } catch (cause) {
    if (!errorCode(cause).startsWith("Z_")) throw cause;
    throw new CpisError("CPIS_MESH_CONTENT_UNREADABLE", { context: { reason: errorCode(cause) }, cause });
  } finally {
    out.destroy();
  }
}

async function* rejoin(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
