import type { IncomingMessage, ServerResponse } from "node:http";
import { parseAccept, type ApiVersion } from "./mesh-answers.js";

/** One request with everything that routes look at, its body read. */
export interface MeshExchange {
  readonly method: string;
  /** Decoded parts after `/messageexchange/`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  readonly version: ApiVersion;
  readonly response: ServerResponse;
}

/** Why a request was not read; answered with this status. */
export interface UnreadRequest {
  readonly status: 400 | 404 | 413;
}

/** Reads a request, its body up to a cap. */
export async function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
  maxBodyBytes: number,
): Promise<MeshExchange | UnreadRequest> {
  const url = new URL(request.url ?? "/", "https://mesh.simulator");
  const [root, ...encoded] = url.pathname.split("/").slice(1);
  if (root !== "messageexchange") return { status: 404 };
  const version = parseAccept(request.headers.accept);
  if (version === undefined) return { status: 400 };
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return { status: 413 };
  return {
    method: request.method ?? "GET",
    parts: encoded.map((part) => decodeURIComponent(part)),
    query: url.searchParams,
    header: (name) => headerOf(request, name),
    body,
    version,
    response,
  };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  const text = typeof value === "string" ? value : value?.[0];
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
