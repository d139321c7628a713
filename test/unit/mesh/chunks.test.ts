import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildChunkRange,
  decideChunkStep,
  defaultChunkRule,
  parseChunkRange,
  planChunks,
} from "../../../src/codec/mesh/chunks.js";

test("content up to the threshold is one part", () => {
  expect(planChunks(0)).toEqual([{ number: 1, start: 0, end: 0 }]);
  expect(planChunks(defaultChunkRule.thresholdBytes)).toHaveLength(1);
  expect(planChunks(defaultChunkRule.thresholdBytes + 1)).toHaveLength(4);
});

test("pieces are numbered from one, touch each other, and together are the whole", () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.integer({ min: 500, max: 5_000 }),
      fc.nat(50_000),
      (byteLength, chunkBytes, thresholdBytes) => {
        const chunks = planChunks(byteLength, { chunkBytes, thresholdBytes });
        expect(chunks[0]?.start).toBe(0);
        expect(chunks.at(-1)?.end).toBe(byteLength);
        chunks.forEach((chunk, index) => {
          expect(chunk.number).toBe(index + 1);
          expect(chunk.start).toBe(index === 0 ? 0 : chunks[index - 1]?.end);
          if (chunks.length > 1) expect(chunk.end - chunk.start).toBeLessThanOrEqual(chunkBytes);
        });
      },
    ),
  );
});

test("a chunk range reads back as it was written, and nonsense is refused", () => {
  expect(parseChunkRange(buildChunkRange({ number: 3, total: 7 }))).toEqual({ number: 3, total: 7 });
  expect(parseChunkRange("1:0")).toEqual({ number: 1, total: 0 });
  expect(parseChunkRange(undefined)).toBeUndefined();
  expect(() => parseChunkRange("1 of 7")).toThrow(/breaks its published form/);
});

test("only an answer that agrees with everything announced ends a message", () => {
  expect(decideChunkStep(1, false, undefined, undefined)).toBe("last");
  expect(decideChunkStep(1, false, { number: 1, total: 0 }, 0)).toBe("last");
  expect(decideChunkStep(1, true, { number: 1, total: 2 }, undefined)).toBe("more");
  expect(decideChunkStep(2, false, { number: 2, total: 2 }, 2)).toBe("last");
  expect(decideChunkStep(4, true, undefined, undefined)).toBe("more");
});

test.each([
  ["a 200 before the announced last piece", 2, false, { number: 2, total: 3 }, 3],
  ["a 206 for the last piece", 3, true, { number: 3, total: 3 }, 3],
  ["another piece than was asked for", 2, true, { number: 3, total: 4 }, 4],
  ["a total that changes on the way", 2, true, { number: 2, total: 5 }, 4],
  ["a plain 200 although the first answer announced more", 2, false, undefined, 3],
] as const)("%s is an interruption, never a whole file", (_name, expected, partial, range, announced) => {
  expect(() => decideChunkStep(expected, partial, range, announced)).toThrow(/broke off|incomplete/);
});
