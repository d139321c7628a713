// Looks for secrets in every file that goes into the repository, and names file and line, never the value.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findSecrets } from "./secret-patterns.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binary = /\.(png|jpg|ico|woff2?|sqlite|gz|tgz|zip)$/i;
// Hashes of public packages look random and are no secrets.
const passedOver = new Set(["package-lock.json"]);

const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});
if (listed.status !== 0) {
  console.error("The files cannot be listed: run this in a clone, with git installed.");
  process.exit(1);
}
const files = listed.stdout
  .toString()
  .split("\0")
  .filter((file) => file !== "" && file !== "node_modules");
let found = 0;
let looked = 0;
for (const file of files) {
  if (binary.test(file) || passedOver.has(file)) continue;
  let text;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    // Listed and gone: it was removed and the removal is not committed yet.
    continue;
  }
  looked += 1;
  for (const { what, line } of findSecrets(text)) {
    console.error(`${file}:${line}: ${what}`);
    found += 1;
  }
}
console.log(`${looked} files looked through, ${found} secrets.`);
if (looked === 0 || found > 0) process.exit(1);
