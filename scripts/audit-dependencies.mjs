// Looks after what the product is made of. What can be known without a network is checked always; known vulnerabilities are looked
// up where the registry answers, and where it does not this is said: that was not done, and nobody may take it for a pass.
//   node scripts/audit-dependencies.mjs              for the checks
//   node scripts/audit-dependencies.mjs --required   for a release: fails where vulnerabilities could not be looked up
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAdvisories } from "./advisories.mjs";
import { lockFaults } from "./lock-faults.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));
const lock = read("package-lock.json");

const faults = lockFaults(lock, read("package.json").allowScripts ?? {});
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(
  `${Object.keys(lock.packages).length - 1} packages in the lock: each with a hash and a permitted licence, none given up, scripts decided.`,
);

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const asked = spawnSync(
  npm,
  ["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000", "--loglevel=silent"],
  { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32", timeout: 60_000 },
);
const { state, lines } = readAdvisories(asked.stdout?.toString() ?? "");
for (const line of lines) console[state === "clean" ? "log" : "error"](line);
if (state === "found") process.exit(1);
if (state === "not-done" && process.argv.includes("--required")) process.exit(1);
