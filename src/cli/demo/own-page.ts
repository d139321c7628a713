import type { IncomingMessage } from "node:http";

/** Whether a request comes from this server's own page. Browsers say which page asks, and scripts cannot change what they say. */
export const isFromOwnPage = ({ headers }: IncomingMessage, origin: string): boolean =>
  headers["sec-fetch-site"] === "same-origin" || headers.origin === origin;

/** The JSON of a request's body; undefined where it is longer than `maxBytes`, or no JSON. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
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
