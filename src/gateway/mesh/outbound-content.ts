import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { OutboundContent } from "../../ports/mailbox.js";

/**
 * Content that is in memory.
 *
 * @public
 */
export function contentFromBytes(bytes: Uint8Array): OutboundContent {
  return {
    byteLength: bytes.byteLength,
    async *read(start, end) {
      await Promise.resolve();
      if (end > start) yield bytes.subarray(start, end);
    },
  };
}

/** Content of a file, read as it is sent. The file must not change meanwhile. */
export async function contentFromFile(path: string): Promise<OutboundContent> {
  const { size } = await stat(path);
  return {
    byteLength: size,
    async *read(start, end) {
      if (end <= start) return;
      for await (const piece of createReadStream(path, { start, end: end - 1 })) yield piece as Uint8Array;
    },
  };
}
