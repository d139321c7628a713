import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitJsonLines, splitJsonList, type JsonPiece } from "../../../src/cli/cases/split-json-list.js";

async function* inPieces(text: string, lengths: readonly number[]): AsyncGenerator<string> {
  await Promise.resolve();
  let at = 0;
  for (let index = 0; at < text.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    yield text.slice(at, at + length);
    at += length;
  }
}

async function collect(pieces: AsyncIterable<JsonPiece>): Promise<readonly JsonPiece[]> {
  const collected: JsonPiece[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

const split = (text: string, lengths: readonly number[] = [3]) =>
  collect(splitJsonList(inPieces(text, lengths)));

function values(pieces: readonly JsonPiece[]): readonly unknown[] {
  return pieces.map(
    (piece) => (piece.kind === "element" ? JSON.parse(piece.text) : piece.message) as unknown,
  );
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe("splitting a JSON list", () => {
  test("gives every element of any list, in order, wherever the pieces are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        lengths,
        fc.constantFrom(0, 2),
        async (list, cuts, indent) => {
          const text = ` ${JSON.stringify(list, null, indent)}\n`;
          const read = values(await split(text, cuts));
          expect(JSON.stringify(read)).toBe(JSON.stringify(list));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("gives every line of any file of lines, wherever the pieces are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), lengths, async (list, cuts) => {
        const text = list.map((value) => JSON.stringify(value)).join("\r\n");
        const read = values(await collect(splitJsonLines(inPieces(text, cuts))));
        expect(JSON.stringify(read)).toBe(JSON.stringify(list));
      }),
      { numRuns: 200 },
    );
  });

  test("takes one bad element for itself: those around it are read", async () => {
    const pieces = await split('[{"a":1},{"b":},{"c":3},]');
    expect(pieces.map((piece) => piece.kind === "element" && piece.text)).toEqual([
      '{"a":1}',
      '{"b":}',
      '{"c":3}',
      "",
    ]);
  });

  test.each([
    ['[{"a":1},{"b":2}', "the list is not closed"],
    ['[{"a":"open},{"b":2}]', "the list is not closed"],
    ["", "the list is not closed"],
    ['{"a":1}', "does not begin a list"],
    ["[] []", "after the end of the list"],
  ])("says where %s cannot be read any further, and ends", async (text, message) => {
    const last = (await split(text)).at(-1);
    expect(last).toMatchObject({ kind: "broken" });
    expect(last?.kind === "broken" && last.message).toContain(message);
  });

  test("ends at an element that is longer than a case can be, instead of filling the memory", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<string> {
      yield '[{"a":"';
      for (; given < 10_000; given += 1) {
        await Promise.resolve();
        yield "x".repeat(10_000);
      }
    }
    expect(await collect(splitJsonList(endless()))).toMatchObject([{ kind: "broken" }]);
    expect(given).toBeLessThan(200);
  });
});
