import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { hashBannerWords } from "../../../scripts/banner-words.mjs";
import { wordingHash } from "../../../src/domain/wording-hash.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

it("names the words that the banner has; after a change of them run node scripts/name-wording.mjs", () => {
  expect(wordingHash).toBe(hashBannerWords(root));
});

it("changes with any word, and with nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "cpis-words-"));
  mkdirSync(join(folder, "widgets"));
  const hashOf = (text: string): string => {
    writeFileSync(join(folder, "widgets", "wording.ts"), text);
    return hashBannerWords(folder);
  };
  const before = hashOf('export const words = ["Not checked", `since ${at} today`];');
  expect(hashOf('// A comment.\nexport const words = [\n  "Not checked",\n  `since ${at} today`,\n];')).toBe(
    before,
  );
  expect(hashOf('export const words = ["Not checked", `since ${at} to-day`];')).not.toBe(before);
  expect(hashOf('export const words = ["Checked", `since ${at} today`];')).not.toBe(before);
  rmSync(folder, { recursive: true });
});
