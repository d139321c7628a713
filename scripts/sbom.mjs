// The software bill of materials (CycloneDX) of what is installed with the package, from the lock file alone: no network.
//   node scripts/sbom.mjs            writes build/sbom.cdx.json
//   node scripts/sbom.mjs --check    only proves that it can be made and is complete
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { billFaults, shippedPart } from "./sbom-faults.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const made = spawnSync(
  npm,
  ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--offline", "--loglevel", "error"],
  { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32" },
);
if (made.status !== 0) {
  console.error(made.stderr.toString().trim() || "npm sbom failed");
  process.exit(1);
}
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const direct = Object.keys(dependencies);
// `--omit dev` also drops what both the product and a tool of development use.
const bill = shippedPart(JSON.parse(made.stdout.toString()), direct);
const faults = billFaults(bill, direct);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
if (!process.argv.includes("--check")) {
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(join(root, "build", "sbom.cdx.json"), `${JSON.stringify(bill, null, 2)}\n`);
}
console.log(`${bill.components.length} components, each with version, hash and licence.`);
