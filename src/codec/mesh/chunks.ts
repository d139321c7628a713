import { CpisError } from "../../errors/cpis-error.js";

/** One piece of a message: bytes `start` up to, not including, `end` of the plain content. */
export interface Chunk {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** When a message is cut, and into pieces of which size. */
export interface ChunkRule {
  /** Content up to this size goes in one part. */
  readonly thresholdBytes: number;
  readonly chunkBytes: number;
}

/** One part up to 75 MiB, pieces of 20 MiB above it: below the limit of 100 MB even where nothing compresses. */
export const defaultChunkRule: ChunkRule = { thresholdBytes: 75 * 1_048_576, chunkBytes: 20 * 1_048_576 };

/**
 * Plans the pieces of a message. The plain bytes are cut first and each piece is compressed by itself; a compressed whole
 * that is cut cannot be read by anyone (mesh section 5.6).
 */
export function planChunks(byteLength: number, rule: ChunkRule = defaultChunkRule): readonly Chunk[] {
  if (byteLength <= rule.thresholdBytes) return [{ number: 1, start: 0, end: byteLength }];
  const chunks: Chunk[] = [];
  for (let start = 0; start < byteLength; start += rule.chunkBytes) {
    chunks.push({ number: chunks.length + 1, start, end: Math.min(start + rule.chunkBytes, byteLength) });
  }
  return chunks;
}

/** `Mex-Chunk-Range`: which piece of how many. A report has `1:0`. */
export interface ChunkRange {
  readonly number: number;
  readonly total: number;
}

/** Writes a chunk range. */
export function buildChunkRange(range: ChunkRange): string {
  return `${range.number}:${range.total}`;
}

/** Reads a chunk range; undefined where there is none. Throws `CPIS_MESH_MALFORMED` for anything but two numbers. */
export function parseChunkRange(value: string | undefined): ChunkRange | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const [, number, total] = /^\s*(\d{1,6})\s*:\s*(\d{1,6})\s*$/.exec(value) ?? [];
  if (number === undefined || total === undefined) {
    throw new CpisError("CPIS_MESH_MALFORMED", { context: { header: "mex-chunk-range" } });
  }
  return { number: Number(number), total: Number(total) };
}

/** Whether more pieces follow, or this was the last. */
export type ChunkStep = "more" | "last";

/**
 * Decides from one answer whether the message is whole, refusing every contradiction: a piece that is taken for the last
 * although more were announced would be half a file that looks like a whole one.
 *
 * `partial` is HTTP 206. Throws `CPIS_MESH_INTERRUPTED`.
 */
export function decideChunkStep(
  expected: number,
  partial: boolean,
  range: ChunkRange | undefined,
  announced: number | undefined,
): ChunkStep {
  const total = range === undefined || range.total === 0 ? announced : range.total;
  const fault =
    (range !== undefined && range.number !== expected && "another piece came") ||
    (announced !== undefined && total !== announced && "the number of pieces changed") ||
    (total !== undefined && !partial && expected < total && "ended before the last piece") ||
    (total !== undefined && partial && expected >= total && "more pieces than announced");
  if (typeof fault === "string") {
    throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { fault, chunk: expected, total } });
  }
  return partial ? "more" : "last";
}
