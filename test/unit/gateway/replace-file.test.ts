import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { textHash } from "../../../src/gateway/configuration/replace-file.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cpis-replace-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const at = (path: string): string => new URL(path, import.meta.url).pathname;

/** In a process whose files may have 4 KiB: writing then ends as on a full disk, in the middle and without a fault. */
function replaceOnFullDisk(file: string, text: string, over: string): string {
  const script = `const { replaceFile } = await import(${JSON.stringify(at("../../../src/gateway/configuration/replace-file.ts"))});
try { replaceFile(...${JSON.stringify([file, text, over])}); console.log("replaced"); } catch (error) { console.log(error.code); }`;
  const sources = at("../../integration/gateway/typescript-sources.mjs");
  const node = [process.execPath, "--no-warnings", "--experimental-transform-types", "--import", sources];
  const run = [...node, "--input-type=module", "-e", script];
  const { stdout, stderr } = spawnSync("bash", ["-c", 'ulimit -f 4; exec "$@"', "bash", ...run]);
  return stdout.toString().trim() + stderr.toString().trim();
}

it("leaves the configuration as it is where a disk is full in the middle of the new one: half of it would run (H-04)", () => {
  const file = join(folder, "cpis.yaml");
  const before = "logLevel: info\n";
  writeFileSync(file, before);
  const longer = before + "# a configuration of some length\n".repeat(400);
  expect(replaceOnFullDisk(file, longer, textHash(before))).toBe("CPIS_CONFIG_NOT_WRITTEN");
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(replaceOnFullDisk(file, `${before}# short\n`, textHash(before))).toBe("replaced");
});
