import type { IncomingMessage } from "node:http";

/** Whether a request comes from this server's own page: browsers say which page asks, and scripts cannot change what they say. */
export function isFromOwnPage(request: IncomingMessage, origin: string): boolean {
  return request.headers["sec-fetch-site"] === "same-origin" || request.headers.origin === origin;
}

/** A small JSON body; undefined where it is longer than allowed or not JSON. */
export async function readSmallJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > maxBytes) return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
