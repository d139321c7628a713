import { describe, expect, test } from "vitest";
import { isPreviousSystems } from "../../../src/gateway/council/takeover/stale-answer.js";
import type { StoredUpload } from "../../../src/ports/upload-store.js";

const createdAt = Date.parse("2026-11-20T10:00:00Z");
const uploads = (...numbers: readonly number[]) => ({
  find: (sequenceNumber: number) =>
    Promise.resolve(numbers.includes(sequenceNumber) ? ({ sequenceNumber } as StoredUpload) : undefined),
});

describe("an answer to our first file after a take-over", () => {
  test("is the previous system's where it was made before our file, whatever it says (H-20, H-22)", async () => {
    const first = { sequenceNumber: 412, createdAt };
    expect(await isPreviousSystems("20261119061500+0000", first, uploads(412))).toBe(true);
    expect(await isPreviousSystems("20261120095959+0000", first, uploads(412))).toBe(false);
    expect(await isPreviousSystems("20261120110500+0100", first, uploads(412))).toBe(false);
  });

  test("is ours under any other number: that is nobody else's", async () => {
    const old = "20261119061500+0000";
    expect(await isPreviousSystems(old, { sequenceNumber: 413, createdAt }, uploads(412, 413))).toBe(false);
    expect(await isPreviousSystems(old, { sequenceNumber: 1, createdAt }, uploads(1))).toBe(false);
  });
});
