import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body up to a limit.
 *
 * A body that declares itself larger is refused before a byte of it is read; one that turns out larger, at the limit:
 * memory never holds more than that of one request.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array | "too-large" | "broken-off"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve("too-large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        chunks.length = 0;
        request.pause();
        resolve("too-large");
      } else chunks.push(chunk);
    });
    request.on("end", () => {
      resolve(Buffer.concat(chunks));
    });
    // After `end` these change nothing: the promise is settled.
    request.on("error", () => {
      resolve("broken-off");
    });
    request.on("close", () => {
      resolve("broken-off");
    });
  });
}
