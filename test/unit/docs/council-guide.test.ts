import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import { fileCodes, recordCodes } from "../../../src/domain/upload-codes.js";

const guide = join(import.meta.dirname, "../../../docs/councils");
const page = (name: string): string => readFileSync(join(guide, name), "utf8");

function rowOf(table: string, first: string): string {
  const row = table.split("\n").find((line) => line.startsWith(`| ${first} `));
  if (row === undefined) throw new Error(`no row for ${first}`);
  return row;
}

test.each(Object.entries({ ...fileCodes, ...recordCodes }))(
  "the guide for councils says what to do about %s (H-21)",
  (code, { text }) => {
    const cells = rowOf(page("codes.md"), code).split("|");
    expect(text).toContain((cells[2] ?? "").trim());
    expect((cells[2] ?? "").trim()).not.toBe("");
    expect((cells[4] ?? "").trim()).not.toBe("");
  },
);

test.each(defaultStatusTable)(
  "the guide's mapping table has $code as the gateway has it",
  ({ code, group, plan }) => {
    const row = rowOf(page("mapping.md"), code);
    expect(row).toContain(`| ${group} `);
    expect(row).toContain(`| ${plan}`);
  },
);
