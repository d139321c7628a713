import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gunzip, readBytes, readText } from "../../../src/gateway/mesh/read-body.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

/** Bytes as a network hands them over: in pieces of any size. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

const content = fc.uint8Array({ maxLength: 3_000, size: "max" });
const pieceSize = fc.integer({ min: 1, max: 700 });

test("what was compressed comes back as it was, whatever the pieces it travels in", async () => {
  await fc.assert(
    fc.asyncProperty(content, pieceSize, async (bytes, size) => {
      const back = await readBytes(gunzip(inPieces(gzipSync(bytes), size)));
      expect(back.equals(bytes)).toBe(true);
    }),
  );
});

test("compressed bytes that end too early are unreadable, never a shorter file", async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.double({ min: 0.01, max: 0.99, noNaN: true }), async (bytes, share) => {
      const packed = gzipSync(bytes);
      const cut = packed.subarray(0, Math.max(1, Math.floor(packed.length * share)));
      await expect(readBytes(gunzip(inPieces(cut, 100)))).rejects.toMatchObject({
        code: "CPIS_MESH_CONTENT_UNREADABLE",
      });
    }),
  );
});

test("nothing compressed is nothing", async () => {
  expect(await readBytes(gunzip(inPieces(new Uint8Array(), 1)))).toHaveLength(0);
});

test("a transfer that breaks off inside compressed bytes keeps its own error: the message can be had again", async () => {
  const packed = gzipSync(Buffer.alloc(50_000, 7));
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield packed.subarray(0, 20);
    await Promise.reject(new CpisError("CPIS_MESH_INTERRUPTED"));
  }
  await expect(readBytes(gunzip(breaking()))).rejects.toMatchObject({ code: "CPIS_MESH_INTERRUPTED" });
});

test("a small answer that is not small is refused", async () => {
  await expect(readText(inPieces(new Uint8Array(1_001), 100), 1_000)).rejects.toMatchObject({
    code: "CPIS_MESH_MALFORMED",
  });
});
