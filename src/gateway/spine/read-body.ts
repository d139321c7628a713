import type { IncomingMessage } from "node:http";

/** What came of reading: all of it, the beginning of more than may be read, or a connection that broke. */
export type BodyReading = Uint8Array | { readonly tooLargeAfter: Uint8Array } | "broken-off";

/** Enough for the envelope, which stands first (spine-transport 3.3). */
const beginningBytes = 262_144;
/** How long a sender that announces too much has for it. */
const beginningWithinMs = 1_000;

/**
 * Reads a request's body up to a limit.
 *
 * Of one that declares itself larger only the beginning is read, which says whose answer it is; of one that turns out
 * larger the rest is left: memory never holds more than the limit.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyReading> {
  const isDeclaredTooLarge = Number(request.headers["content-length"] ?? 0) > maxBytes;
  const limit = isDeclaredTooLarge ? beginningBytes : maxBytes;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      clearTimeout(timer);
      request.off("data", take);
      request.pause();
      resolve({ tooLargeAfter: Buffer.concat(chunks).subarray(0, beginningBytes) });
      chunks.length = 0;
    };
    const timer = isDeclaredTooLarge ? setTimeout(stop, beginningWithinMs) : undefined;
    const take = (chunk: Buffer): void => {
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (bytes > limit) stop();
    };
    request.on("data", take);
    request.on("end", () => {
      resolve(Buffer.concat(chunks));
    });
    // After `end` these change nothing: the promise is settled.
    for (const broken of ["error", "close"]) {
      request.on(broken, () => {
        clearTimeout(timer);
        resolve("broken-off");
      });
    }
  });
}
