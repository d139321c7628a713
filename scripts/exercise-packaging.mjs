// Exercises packaging/ for real, as far as the programs that are installed here allow, and says what it could not run.
//   npm run packaging                 needs a built dist/; prints every result
//   npm run packaging -- --write      keeps them in docs/evidence/packaging.md
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exerciseProxies } from "./packaging/proxies.mjs";

const folder = mkdtempSync(join(tmpdir(), "cpis-packaging-"));
const outcomes = [];
try {
  outcomes.push(...(await exerciseProxies(folder)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const { what, result, note } of outcomes)
  console.log(`${result.padEnd(8)} ${what}${note === "" ? "" : `: ${note}`}`);
process.exitCode = outcomes.some(({ result }) => result === "failed") ? 1 : 0;
