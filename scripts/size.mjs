// Prints what a page has to load, gzipped, and fails above the budgets of the design.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kilobyte = 1000;

/** Bundles of dist/embed with the most they may weigh, gzipped, in kB. A file that has no budget fails too. */
const budgets = { "cpis-alert-banner.js": 12, "cpis.js": 25 };
const adapterBudget = 8;

/** Gzipped size in bytes. */
export const gzipSize = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** Every browser bundle with its size and budget, in bytes. */
export function bundleSizes() {
  const folder = join(root, "dist", "embed");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => ({
      name,
      bytes: gzipSize(join(folder, name)),
      budget: kilobyte * (budgets[name] ?? (name.startsWith("adapter-") ? adapterBudget : 0)),
    }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = bundleSizes();
  const missing = Object.keys(budgets).filter((name) => !sizes.some((size) => size.name === name));
  for (const { name, bytes, budget } of sizes) {
    const verdict = bytes <= budget ? "within" : "ABOVE";
    const share = (bytes / kilobyte).toFixed(2).padStart(6);
    console.log(`${share} kB  ${verdict} ${(budget / kilobyte).toFixed(0)} kB  ${name}`);
  }
  for (const name of missing) console.log(`missing: ${name}`);
  if (missing.length > 0 || sizes.some(({ bytes, budget }) => bytes > budget)) process.exitCode = 1;
}
